/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/print.h>
#include <cos/string.h>
#include <stdbool.h>
#include <stdint.h>

struct conversion {
    bool left, zero;
    int width, precision; /* precision -1: none given */
    int longs;            /* 0: int, > 0: long or longer, < 0: char or short (passed as int) */
};

static void pad(struct cos_sink *sink, char c, int count)
{
    for (; count > 0; count--) {
        sink->put(sink, c);
    }
}

static void put_text(struct cos_sink *sink, const struct conversion *how, const char *text, int length)
{
    pad(sink, ' ', how->left ? 0 : how->width - length);
    for (int i = 0; i < length; i++) {
        sink->put(sink, text[i]);
    }
    pad(sink, ' ', how->left ? how->width - length : 0);
}

static void put_number(struct cos_sink *sink, const struct conversion *how, uint64_t value, unsigned base,
                       const char *sign, bool upper)
{
    char digits[24];
    int count = 0, signs = (int)strlen(sign), zeros;

    do {
        digits[count++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % base];
        value /= base;
    } while (value != 0);
    zeros = (how->precision >= 0 ? how->precision : how->zero && !how->left ? how->width - signs : 0) - count;
    zeros = zeros > 0 ? zeros : 0;
    pad(sink, ' ', how->left ? 0 : how->width - signs - zeros - count);
    for (int i = 0; i < signs; i++) {
        sink->put(sink, sign[i]);
    }
    pad(sink, '0', zeros);
    for (int i = count - 1; i >= 0; i--) {
        sink->put(sink, digits[i]);
    }
    pad(sink, ' ', how->left ? how->width - signs - zeros - count : 0);
}

static int parse_number(const char **format, va_list *arguments)
{
    int number = 0;

    if (**format == '*') {
        (*format)++;
        return va_arg(*arguments, int);
    }
    for (; **format >= '0' && **format <= '9'; (*format)++) {
        number = number * 10 + (**format - '0');
    }
    return number;
}

static struct conversion parse_conversion(const char **format, va_list *arguments)
{
    struct conversion how = { .precision = -1 };

    for (; **format == '-' || **format == '0'; (*format)++) {
        *(**format == '-' ? &how.left : &how.zero) = true;
    }
    how.width = parse_number(format, arguments);
    if (**format == '.') {
        (*format)++;
        how.precision = parse_number(format, arguments);
    }
    for (; **format == 'l' || **format == 'z' || **format == 'h'; (*format)++) {
        how.longs += **format == 'h' ? -1 : 1;
    }
    return how;
}

static void put_argument(struct cos_sink *sink, char kind, struct conversion *how, va_list *arguments)
{
    switch (kind) {
    case 'c':
        put_text(sink, how, &(char){ (char)va_arg(*arguments, int) }, 1);
        break;
    case 's': {
        const char *text = va_arg(*arguments, const char *);

        text = text != NULL ? text : "(null)";
        put_text(sink, how, text, (int)strnlen(text, how->precision >= 0 ? (size_t)how->precision : SIZE_MAX));
        break;
    }
    case 'd':
    case 'i': {
        int64_t value = how->longs > 0 ? va_arg(*arguments, long) : va_arg(*arguments, int);

        put_number(sink, how, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0 ? "-" : "", false);
        break;
    }
    case 'p':
        put_number(sink, how, (uintptr_t)va_arg(*arguments, void *), 16, "0x", false);
        break;
    default: { /* u, x, X */
        uint64_t value = how->longs > 0 ? va_arg(*arguments, unsigned long) : va_arg(*arguments, unsigned);

        put_number(sink, how, value, kind == 'u' ? 10 : 16, "", kind == 'X');
        break;
    }
    }
}

static bool is_conversion(char kind)
{
    for (const char *known = "csdiuxXp"; *known != 0; known++) {
        if (*known == kind) {
            return true;
        }
    }
    return false;
}

void cos_vformat(struct cos_sink *sink, const char *format, va_list arguments)
{
    va_list rest;

    va_copy(rest, arguments);
    for (; *format != 0; format++) {
        const char *end = format + 1;
        struct conversion how;

        if (*format != '%') {
            sink->put(sink, *format);
            continue;
        }
        how = parse_conversion(&end, &rest);
        if (is_conversion(*end)) {
            put_argument(sink, *end, &how, &rest);
            format = end;
        } else {
            sink->put(sink, '%');
            format += *end == '%' ? 1 : 0;
        }
    }
    va_end(rest);
}

struct buffer_sink {
    struct cos_sink sink;
    char *buffer;
    size_t size, length;
};

static void put_to_buffer(struct cos_sink *sink, char c)
{
    struct buffer_sink *out = (struct buffer_sink *)sink;

    if (out->length + 1 < out->size) {
        out->buffer[out->length] = c;
    }
    out->length++;
}

size_t cos_format(char *buffer, size_t size, const char *format, ...)
{
    struct buffer_sink out = { .sink = { put_to_buffer }, .buffer = buffer, .size = size };
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    if (size > 0) {
        buffer[out.length < size ? out.length : size - 1] = 0;
    }
    return out.length;
}
