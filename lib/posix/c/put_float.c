/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating point as text, by integer arithmetic only. Each double is a multiple of 2^-1074, so it
 * has a finite decimal expansion, which this code computes in full and then rounds.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "put_float.h"

#define MANTISSA_BITS 52
#define EXPONENT_MAX  0x7ff
#define EXPONENT_BIAS 1075 /* with the mantissa as a whole number */
#define LIMB          1000000000u
#define LIMB_DIGITS   9
#define LIMBS         90 /* 53 bits times 5^1074 */
#define DIGITS        (LIMBS * LIMB_DIGITS + 1)

/* 0.d1d2d3... times 10^point; no digits: 0. */
struct decimal {
    int count, point;
    char digits[DIGITS];
};

static int multiply(uint32_t *limbs, int count, uint32_t factor)
{
    uint64_t carry = 0;

    for (int i = 0; i < count; i++) {
        carry += (uint64_t)limbs[i] * factor;
        limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    if (carry > 0)
        limbs[count++] = (uint32_t)carry;
    return count;
}

static int multiply_power(uint32_t *limbs, int count, uint32_t base, unsigned steps, int exponent)
{
    uint32_t power = 1;

    for (unsigned i = 0; i < steps; i++)
        power *= base;
    for (; exponent >= (int)steps; exponent -= (int)steps)
        count = multiply(limbs, count, power);
    for (; exponent > 0; exponent--)
        count = multiply(limbs, count, base);
    return count;
}

/* mantissa * 2^exponent: for a negative exponent, mantissa * 5^-exponent / 10^-exponent. */
static void expand(struct decimal *decimal, uint64_t mantissa, int exponent)
{
    uint32_t limbs[LIMBS] = {(uint32_t)(mantissa % LIMB), (uint32_t)(mantissa / LIMB)};
    int count = 2;

    count = exponent < 0 ? multiply_power(limbs, count, 5, 12, -exponent)
                         : multiply_power(limbs, count, 2, 29, exponent);
    decimal->count = 0;
    for (int i = count - 1; i >= 0; i--) {
        for (uint32_t unit = LIMB / 10, rest = limbs[i]; unit > 0; rest %= unit, unit /= 10)
            if (decimal->count > 0 || rest / unit > 0)
                decimal->digits[decimal->count++] = (char)(rest / unit);
    }
    decimal->point = decimal->count + (exponent < 0 ? exponent : 0);
}

static bool is_zero(const char *digits, int count)
{
    for (int i = 0; i < count; i++)
        if (digits[i] != 0)
            return false;
    return true;
}

/* Leaves the first `count` digits. */
static void round_to(struct decimal *decimal, int count)
{
    char *digits = decimal->digits;
    bool up;

    if (count >= decimal->count)
        return;
    if (count < 0) {
        decimal->count = 0;
        return;
    }
    up = digits[count] > 5 ||
         (digits[count] == 5 && (!is_zero(digits + count + 1, decimal->count - count - 1) ||
                                 (count > 0 && digits[count - 1] % 2 == 1)));
    decimal->count = count;
    for (; up && count > 0; count--) {
        up = digits[count - 1] == 9;
        digits[count - 1] = up ? 0 : (char)(digits[count - 1] + 1);
    }
    if (up) { /* all nines, or no digits: a leading 1 */
        digits[0] = 1;
        decimal->count += decimal->count == 0;
        decimal->point++;
    }
}

/* Digit `place` after the point; 0 and below: before it. */
static char digit_at(const struct decimal *decimal, int place)
{
    int index = decimal->point + place - 1;

    return index >= 0 && index < decimal->count ? (char)('0' + decimal->digits[index]) : '0';
}

struct layout {
    char kind;    /* e or f */
    int fraction; /* digits after the point */
    int exponent; /* of e */
    bool point;
};

/* g chooses between e and f by the exponent of the rounded number. */
static struct layout lay_out(struct decimal *decimal, char kind, const struct cos_conversion *how)
{
    int precision = how->precision < 0 ? 6 : how->precision;
    struct layout layout = {.kind = kind, .fraction = precision};

    if (kind == 'g') {
        precision = precision == 0 ? 1 : precision;
        round_to(decimal, precision);
        layout.exponent = decimal->count > 0 ? decimal->point - 1 : 0;
        layout.kind = layout.exponent < -4 || layout.exponent >= precision ? 'e' : 'f';
        layout.fraction = precision - 1 - (layout.kind == 'f' ? layout.exponent : 0);
        if (!how->alternate) {
            int used = decimal->count;

            while (used > 0 && decimal->digits[used - 1] == 0)
                used--;
            used -= layout.kind == 'e' || decimal->count == 0 ? 1 : decimal->point;
            layout.fraction = used < 0 ? 0 : used < layout.fraction ? used : layout.fraction;
        }
    } else {
        round_to(decimal, kind == 'e' ? precision + 1 : decimal->point + precision);
        layout.exponent = decimal->count > 0 ? decimal->point - 1 : 0;
    }
    if (layout.kind == 'e')
        decimal->point = 1;
    layout.point = layout.fraction > 0 || how->alternate;
    return layout;
}

static void put_times(struct cos_sink *sink, char c, int count)
{
    for (; count > 0; count--)
        sink->put(sink, c);
}

static void put_text(struct cos_sink *sink, const char *text)
{
    for (; *text != 0; text++)
        sink->put(sink, *text);
}

/* "e+05": at least two digits. */
static int exponent_text(char text[8], char letter, int exponent)
{
    int used = 0, value = exponent < 0 ? -exponent : exponent;

    text[used++] = letter;
    text[used++] = exponent < 0 ? '-' : '+';
    if (value >= 100)
        text[used++] = (char)('0' + value / 100);
    text[used++] = (char)('0' + value / 10 % 10);
    text[used++] = (char)('0' + value % 10);
    text[used] = 0;
    return used;
}

static void put_finite(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                       const char *sign, struct decimal *decimal)
{
    struct layout layout = lay_out(decimal, (char)tolower(kind), how);
    int whole = decimal->count > 0 && decimal->point > 1 ? decimal->point : 1, length, zero_count;
    char exponent[8] = "";

    length = (int)strlen(sign) + whole + layout.point + layout.fraction;
    if (layout.kind == 'e')
        length += exponent_text(exponent, isupper(kind) ? 'E' : 'e', layout.exponent);
    zero_count = how->zero && !how->left ? how->width - length : 0;
    put_times(sink, ' ', how->left || zero_count > 0 ? 0 : how->width - length);
    put_text(sink, sign);
    put_times(sink, '0', zero_count);
    for (int place = 1 - whole; place <= layout.fraction; place++) {
        if (place == 1)
            sink->put(sink, '.');
        sink->put(sink, digit_at(decimal, place));
    }
    put_times(sink, '.', layout.point && layout.fraction == 0);
    put_text(sink, exponent);
    put_times(sink, ' ', how->left ? how->width - length : 0);
}

void posix_put_float(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                     uint64_t bits)
{
    uint64_t mantissa = bits & ((1ull << MANTISSA_BITS) - 1);
    int exponent = (int)(bits >> MANTISSA_BITS & EXPONENT_MAX);
    const char *sign = bits >> 63 ? "-" : how->plus ? "+" : how->space ? " " : "";
    struct decimal decimal;

    if (exponent == EXPONENT_MAX) {
        const char *text = mantissa != 0   ? isupper(kind) ? "NAN" : "nan"
                           : isupper(kind) ? "INF"
                                           : "inf";
        int rest = how->width - (int)strlen(sign) - 3;

        put_times(sink, ' ', how->left ? 0 : rest);
        put_text(sink, sign);
        put_text(sink, text);
        put_times(sink, ' ', how->left ? rest : 0);
        return;
    }
    if (exponent > 0)
        mantissa |= 1ull << MANTISSA_BITS;
    expand(&decimal, mantissa, (exponent > 0 ? exponent : 1) - EXPONENT_BIAS);
    put_finite(sink, kind, how, sign, &decimal);
}
