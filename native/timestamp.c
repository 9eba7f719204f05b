#include "timestamp.h"

static void digits(u8 *text, u64 value, int count) {
  while (count-- > 0) {
    text[count] = (u8)('0' + value % 10);
    value /= 10;
  }
}

/*
 * The civil date of a day since 1970. Counted in eras of 400 years (146097 days) that begin on 1 March, so that a
 * leap day is the last of its year; the months from March on are 153 days for every five.
 */
static void write_date(u8 *text, u64 days_since_1970) {
  u64 days = days_since_1970 + 719468;
  u64 era = days / 146097;
  u64 day_of_era = days % 146097;
  u64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  u64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  u64 month_from_march = (5 * day_of_year + 2) / 153;
  u64 day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  u64 month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  u64 year = era * 400 + year_of_era + (month <= 2);
  digits(text, year, 4);
  digits(text + 5, month, 2);
  digits(text + 8, day, 2);
}

void write_timestamp(u8 *text, struct timespec time) {
  u64 seconds = time.seconds > 0 ? (u64)time.seconds : 0;
  u64 second_of_day = seconds % 86400;
  write_date(text, seconds / 86400);
  text[4] = text[7] = '-';
  text[10] = 'T';
  digits(text + 11, second_of_day / 3600, 2);
  digits(text + 14, second_of_day / 60 % 60, 2);
  digits(text + 17, second_of_day % 60, 2);
  text[13] = text[16] = ':';
  text[19] = '.';
  digits(text + 20, (u64)time.nanoseconds, 9);
  text[29] = 'Z';
}
