/* SPDX-License-Identifier: BSD-2-Clause */
/* Internet addresses from text and back. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PARTS4 4
#define PARTS6 8

static bool parse4(const char *text, uint8_t bytes[PARTS4])
{
    for (int part = 0; part < PARTS4; part++) {
        char *end;
        unsigned long value = strtoul(text, &end, 10);

        if (!isdigit(*text) || end - text > 3 || value > 255 ||
            *end != (part < PARTS4 - 1 ? '.' : 0))
            return false;
        bytes[part] = (uint8_t)value;
        text = end + 1;
    }
    return true;
}

/* A part of an IPv6 address: up to four hexadecimal digits. */
static const char *parse_part(const char *text, uint8_t bytes[2])
{
    char *end;
    unsigned long value = strtoul(text, &end, 16);

    if (!isxdigit(*text) || (text[1] | 32) == 'x' || end - text > 4)
        return NULL;
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
    return end;
}

static bool parse6(const char *text, uint8_t bytes[2 * PARTS6])
{
    int parts = 0, gap = -1; /* gap: number of parts before "::" */

    memset(bytes, 0, 2 * PARTS6);
    if (text[0] == ':' && text[1] == ':') {
        gap = 0;
        text += 2;
    }
    while (*text != 0) {
        const char *end = parts < PARTS6 ? parse_part(text, bytes + 2 * parts) : NULL;

        if (end != NULL && *end == '.' && parts <= PARTS6 - 2 && parse4(text, bytes + 2 * parts)) {
            parts += 2;
            break;
        }
        if (end == NULL || (*end != 0 && *end != ':') || (end[0] == ':' && end[1] == 0))
            return false;
        parts++;
        text = end + (*end == ':');
        if (end[0] == ':' && end[1] == ':') {
            if (gap >= 0)
                return false;
            gap = parts;
            text++;
        }
    }
    if (gap >= 0 && parts < PARTS6) {
        int behind = parts - gap;

        memmove(bytes + 2 * (PARTS6 - behind), bytes + 2 * gap, 2 * (size_t)behind);
        memset(bytes + 2 * gap, 0, 2 * (size_t)(PARTS6 - parts));
        return true;
    }
    return gap < 0 && parts == PARTS6;
}

int inet_pton(int family, const char *text, void *address)
{
    uint8_t bytes[2 * PARTS6];
    size_t size = family == AF_INET ? PARTS4 : 2 * PARTS6;

    if (family != AF_INET && family != AF_INET6) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    if (!(family == AF_INET ? parse4(text, bytes) : parse6(text, bytes)))
        return 0;
    memcpy(address, bytes, size);
    return 1;
}

in_addr_t inet_addr(const char *text)
{
    in_addr_t address;

    return inet_pton(AF_INET, text, &address) == 1 ? address : INADDR_NONE;
}

static unsigned part_of(const uint8_t *bytes, int part)
{
    return (unsigned)bytes[2 * part] << 8 | bytes[2 * part + 1];
}

/* The first part of the longest run of at least two parts that are 0, and its length; -1: none. */
static int find_gap(const uint8_t *bytes, int *length)
{
    int gap = -1;

    *length = 1;
    for (int from = 0, to; from < PARTS6; from = to + 1) {
        for (to = from; to < PARTS6 && part_of(bytes, to) == 0; to++) {
        }
        if (to - from > *length) {
            gap = from;
            *length = to - from;
        }
    }
    return gap;
}

static size_t print6(char *text, size_t size, const uint8_t *bytes)
{
    int length, gap = find_gap(bytes, &length), used = 0;

    for (int part = 0; part < PARTS6; part++) {
        if (part == gap) {
            used += snprintf(text + used, size - (size_t)used,
                             part + length == PARTS6 ? "::" : ":");
            part += length - 1;
        } else {
            used += snprintf(text + used, size - (size_t)used, part > 0 ? ":%x" : "%x",
                             part_of(bytes, part));
        }
    }
    return (size_t)used;
}

const char *inet_ntop(int family, const void *address, char *text, socklen_t bytes)
{
    char full[INET6_ADDRSTRLEN];
    const uint8_t *a = address;

    if (family == AF_INET) {
        snprintf(full, sizeof full, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
    } else if (family == AF_INET6) {
        print6(full, sizeof full, a);
    } else {
        errno = EAFNOSUPPORT;
        return NULL;
    }
    if (strlcpy(text, full, bytes) >= bytes) {
        errno = ENOSPC;
        return NULL;
    }
    return text;
}

char *inet_ntoa(struct in_addr address)
{
    static char text[INET_ADDRSTRLEN];

    return (char *)inet_ntop(AF_INET, &address, text, sizeof text);
}
