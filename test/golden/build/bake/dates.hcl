target "default" { args = {
  A = formatdate("YYYY-MM-DD hh:mm:ss", "2024-03-05T06:07:08Z"), B = formatdate("EEE, DD MMM YYYY", "2024-03-05T06:07:08Z"), C = formatdate("EEEE D MMMM YY, H:m:s AA aa 'at' ZZZ", "2024-03-05T16:07:08Z")
  D = timeadd("2024-03-05T06:07:08Z", "1h30m"), E = timeadd("2024-02-28T23:30:00+02:00", "48h"), F = formatdate("Z ZZZZ ZZZZZ", "2024-03-05T06:07:08-05:30"), G = formatdate("M 'it''s' hh", "2024-12-05T06:07:08Z")
  H = strlen(timestamp())
} }
