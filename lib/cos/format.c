/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/print.h>
#include <cos/string.h>
#include <stdbool.h>
#include <stdint.h>

static bool is_one_of(const char *set, char c)
{
    for (; *set != 0; set++)
        if (*set == c)
            return true;
    return false;
}

static void pad(struct cos_sink *sink, char c, int count)
{
    for (; count > 0; count--)
        sink->put(sink, c);
}

static void put_text(struct cos_sink *sink, const struct cos_conversion *how, const char *text,
                     int length)
{
    pad(sink, ' ', how->left ? 0 : how->width - length);
    for (int i = 0; i < length; i++)
        sink->put(sink, text[i]);
    pad(sink, ' ', how->left ? how->width - length : 0);
}

/* Writes the digits of a number, last one first; none for 0 with precision 0. Returns how many. */
static int make_digits(char digits[24], const struct cos_conversion *how, uint64_t value,
                       unsigned base, bool upper)
{
    int count = 0;

    for (; value != 0 || (count == 0 && how->precision != 0); value /= base)
        digits[count++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % base];
    return count;
}

static void put_number(struct cos_sink *sink, const struct cos_conversion *how, uint64_t value,
                       unsigned base, const char *sign, bool upper)
{
    char digits[24];
    int count = make_digits(digits, how, value, base, upper), signs = (int)strlen(sign), zeros;

    zeros = (how->precision >= 0       ? how->precision
             : how->zero && !how->left ? how->width - signs
                                       : 0) -
            count;
    zeros = zeros > 0                                                                 ? zeros
            : how->alternate && base == 8 && (count == 0 || digits[count - 1] != '0') ? 1
                                                                                      : 0;
    pad(sink, ' ', how->left ? 0 : how->width - signs - zeros - count);
    for (int i = 0; i < signs; i++)
        sink->put(sink, sign[i]);
    pad(sink, '0', zeros);
    for (int i = count - 1; i >= 0; i--)
        sink->put(sink, digits[i]);
    pad(sink, ' ', how->left ? how->width - signs - zeros - count : 0);
}

static int parse_number(const char **format, va_list *arguments)
{
    int number = 0;

    if (**format == '*') {
        (*format)++;
        return va_arg(*arguments, int);
    }
    for (; **format >= '0' && **format <= '9'; (*format)++)
        number = number * 10 + (**format - '0');
    return number;
}

static bool parse_flag(struct cos_conversion *how, char c)
{
    how->left |= c == '-';
    how->zero |= c == '0';
    how->plus |= c == '+';
    how->space |= c == ' ';
    how->alternate |= c == '#';
    return c == '-' || c == '0' || c == '+' || c == ' ' || c == '#';
}

static struct cos_conversion parse_conversion(const char **format, va_list *arguments)
{
    struct cos_conversion how = {.precision = -1};

    while (parse_flag(&how, **format))
        (*format)++;
    how.width = parse_number(format, arguments);
    if (how.width < 0) { /* from an argument */
        how.left = true;
        how.width = -how.width;
    }
    if (**format == '.') {
        (*format)++;
        how.precision = parse_number(format, arguments);
    }
    for (; is_one_of("lzjth", **format); (*format)++)
        how.longs += **format == 'h' ? -1 : 1;
    return how;
}

static void put_signed(struct cos_sink *sink, struct cos_conversion *how, va_list *arguments)
{
    int64_t value = how->longs > 0 ? va_arg(*arguments, long) : va_arg(*arguments, int);

    value = how->longs == -1 ? (short)value : how->longs < -1 ? (signed char)value : value;
    put_number(sink, how, value < 0 ? -(uint64_t)value : (uint64_t)value, 10,
               value < 0    ? "-"
               : how->plus  ? "+"
               : how->space ? " "
                            : "",
               false);
}

static void put_unsigned(struct cos_sink *sink, char kind, struct cos_conversion *how,
                         va_list *arguments)
{
    uint64_t value = how->longs > 0 ? va_arg(*arguments, unsigned long)
                                    : va_arg(*arguments, unsigned);
    const char *prefix = "";

    value = how->longs == -1  ? (unsigned short)value
            : how->longs < -1 ? (unsigned char)value
                              : value;
    if (how->alternate && value != 0 && (kind | 32) == 'x')
        prefix = kind == 'X' ? "0X" : "0x";
    put_number(sink, how, value, kind == 'u' ? 10 : kind == 'o' ? 8 : 16, prefix, kind == 'X');
}

static void put_argument(struct cos_sink *sink, char kind, struct cos_conversion *how,
                         va_list *arguments)
{
    switch (kind) {
    case 'c':
        put_text(sink, how, &(char){(char)va_arg(*arguments, int)}, 1);
        break;
    case 's': {
        const char *text = va_arg(*arguments, const char *);

        text = text != NULL ? text : "(null)";
        put_text(sink, how, text,
                 (int)strnlen(text, how->precision >= 0 ? (size_t)how->precision : SIZE_MAX));
        break;
    }
    case 'd':
    case 'i':
        put_signed(sink, how, arguments);
        break;
    case 'p':
        put_number(sink, how, (uintptr_t)va_arg(*arguments, void *), 16, "0x", false);
        break;
    default: /* u, o, x, X */
        put_unsigned(sink, kind, how, arguments);
        break;
    }
}

void cos_vformat_with(struct cos_sink *sink, cos_convert *convert, const char *format,
                      va_list arguments)
{
    va_list rest;

    va_copy(rest, arguments);
    for (; *format != 0; format++) {
        const char *end = format + 1;
        struct cos_conversion how;

        if (*format != '%') {
            sink->put(sink, *format);
            continue;
        }
        how = parse_conversion(&end, &rest);
        if (is_one_of("csdiuoxXp", *end)) {
            put_argument(sink, *end, &how, &rest);
            format = end;
        } else if (convert != NULL && convert(sink, *end, &how, &rest)) {
            format = end;
        } else {
            sink->put(sink, '%');
            format += *end == '%' ? 1 : 0;
        }
    }
    va_end(rest);
}

void cos_vformat(struct cos_sink *sink, const char *format, va_list arguments)
{
    cos_vformat_with(sink, NULL, format, arguments);
}

struct buffer_sink {
    struct cos_sink sink;
    char *buffer;
    size_t size, length;
};

static void put_to_buffer(struct cos_sink *sink, char c)
{
    struct buffer_sink *out = (struct buffer_sink *)sink;

    if (out->length + 1 < out->size)
        out->buffer[out->length] = c;
    out->length++;
}

size_t cos_format(char *buffer, size_t size, const char *format, ...)
{
    struct buffer_sink out = {.sink = {put_to_buffer}, .buffer = buffer, .size = size};
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    if (size > 0)
        buffer[out.length < size ? out.length : size - 1] = 0;
    return out.length;
}
