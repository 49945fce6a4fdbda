/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers from text. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

struct number {
    unsigned long value;
    bool negative, overflow;
};

static int digit_of(char c)
{
    return isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : INT_MAX;
}

/* Text without digits is no number: *end is then its start. */
static struct number parse(const char *text, char **end, int base)
{
    struct number number = {0, false, false};
    const char *at = text;

    if (end != NULL)
        *end = (char *)text;
    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return number;
    }
    for (; isspace(*at); at++) {
    }
    number.negative = *at == '-';
    at += *at == '-' || *at == '+';
    if ((base == 0 || base == 16) && at[0] == '0' && (at[1] | 32) == 'x' && digit_of(at[2]) < 16) {
        at += 2;
        base = 16;
    }
    base = base != 0 ? base : *at == '0' ? 8 : 10;
    for (; digit_of(*at) < base; at++) {
        number.overflow |= __builtin_mul_overflow(number.value, (unsigned long)base, &number.value);
        number.overflow |= __builtin_add_overflow(number.value, (unsigned long)digit_of(*at),
                                                  &number.value);
        if (end != NULL)
            *end = (char *)at + 1;
    }
    return number;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
    struct number number = parse(text, end, base);

    if (number.overflow) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return number.negative ? -number.value : number.value;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
    struct number number = parse(text, end, base);
    unsigned long limit = (unsigned long)LONG_MAX + number.negative;

    if (number.overflow || number.value > limit) {
        errno = ERANGE;
        return number.negative ? LONG_MIN : LONG_MAX;
    }
    return (long)(number.negative ? -number.value : number.value);
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
    return strtoul(text, end, base);
}

long long strtoll(const char *restrict text, char **restrict end, int base)
{
    return strtol(text, end, base);
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

long long atoll(const char *text)
{
    return strtol(text, NULL, 10);
}

int atoi(const char *text)
{
    return (int)strtol(text, NULL, 10);
}
