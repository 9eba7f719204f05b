/* SHA-256 (FIPS 180-4), for the names of shims' sockets. */
#include "front.h"

static const u32 constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static u32 turned(u32 word, int by) {
  return word >> by | word << (32 - by);
}

static void take(u32 state[8], const u8 *block) {
  u32 words[64];
  for (int at = 0; at < 16; at++, block += 4) words[at] = (u32)block[0] << 24 | (u32)block[1] << 16 | (u32)block[2] << 8 | block[3];
  for (int at = 16; at < 64; at++) {
    u32 early = words[at - 15], late = words[at - 2];
    words[at] = words[at - 16] + words[at - 7] + (turned(early, 7) ^ turned(early, 18) ^ early >> 3) + (turned(late, 17) ^ turned(late, 19) ^ late >> 10);
  }
  u32 a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (int at = 0; at < 64; at++) {
    u32 first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + constants[at] + words[at];
    u32 second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void append_sha256(struct text *text, const struct text *message) {
  u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  usize at = 0;
  for (; message->length - at >= 64; at += 64) take(state, (const u8 *)message->bytes + at);
  static u8 last[128];
  usize rest = message->length - at, size = rest < 56 ? 64 : 128;
  for (usize byte = 0; byte < rest; byte++) last[byte] = (u8)message->bytes[at + byte];
  last[rest] = 0x80;
  for (usize byte = 0; byte < 8; byte++) last[size - 1 - byte] = (u8)(message->length * 8 >> 8 * byte);
  for (usize block = 0; block < size; block += 64) take(state, last + block);
  for (int digit = 0; digit < 64; digit++) {
    char one[2] = {"0123456789abcdef"[state[digit / 8] >> (28 - digit % 8 * 4) & 15], 0};
    append(text, one);
  }
}
