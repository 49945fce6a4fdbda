/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames to give to the switch, on the build machine and on COS. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#define FRAMES_BYTES 1514 /* the longest frame of the usual MTU */
#define FRAMES_MOST  9015 /* one byte more than any MTU allows */
#define FRAMES_ALL   0xffffffffffff

struct sample {
    uint8_t bytes[FRAMES_MOST];
    uint32_t count; /* of bytes */
};

static inline void sample_put(struct sample *sample, uint32_t at, uint64_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        sample->bytes[at + i] = (uint8_t)(value >> 8 * (count - 1 - i));
}

static inline uint64_t sample_get(const uint8_t *bytes, unsigned count)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static inline void sample_begin(struct sample *sample, uint64_t to, uint64_t from, uint32_t type,
                                uint32_t count)
{
    sample->count = count;
    for (uint32_t i = 0; i < count; i++)
        sample->bytes[i] = (uint8_t)i;
    sample_put(sample, 0, to, 6);
    sample_put(sample, 6, from, 6);
    sample_put(sample, 12, type, 2);
}

/* The internet checksum of the header at 14. */
static inline void sample_sum(struct sample *sample)
{
    uint64_t sum = 0;

    sample_put(sample, 24, 0, 2);
    for (unsigned i = 14; i < 34; i += 2)
        sum += sample_get(sample->bytes + i, 2);
    sum = (sum & 0xffff) + (sum >> 16);
    sample_put(sample, 24, ~(sum + (sum >> 16)), 2);
}

/* Makes an IPv4 packet. count: bytes of the frame, at least 42. UDP between arbitrary ports. */
static inline void sample_ipv4(struct sample *sample, uint64_t to, uint64_t from, uint32_t source,
                               uint32_t target, uint32_t count)
{
    sample_begin(sample, to, from, 0x0800, count);
    sample_put(sample, 14, 0x4500, 2);
    sample_put(sample, 16, count - 14, 2);
    sample_put(sample, 18, 0, 4); /* no fragment */
    sample_put(sample, 22, 64 << 8 | 17, 2);
    sample_put(sample, 26, source, 4);
    sample_put(sample, 30, target, 4);
    sample_put(sample, 34, 1234, 2);
    sample_put(sample, 36, 5678, 2);
    sample_put(sample, 38, (uint64_t)(count - 34) << 16, 4); /* no checksum */
    sample_sum(sample);
}

static inline void sample_arp(struct sample *sample, uint64_t to, uint64_t from, uint32_t operation,
                              uint32_t source, uint32_t target)
{
    sample_begin(sample, to, from, 0x0806, 42);
    sample_put(sample, 14, 0x0001080006040000 | operation, 8);
    sample_put(sample, 22, from, 6);
    sample_put(sample, 28, source, 4);
    sample_put(sample, 32, 0, 6);
    sample_put(sample, 38, target, 4);
}

/* Makes a DHCP message: `kind` 3 asks for the address, 5 gives it to the client. */
static inline void sample_dhcp(struct sample *sample, uint64_t to, uint64_t from, uint32_t source,
                               unsigned kind, uint64_t client, uint32_t ip)
{
    bool answer = kind != 1 && kind != 3;

    sample_ipv4(sample, to, from, source, 0xffffffff, 14 + 576);
    sample_put(sample, 34, answer ? 67 : 68, 2);
    sample_put(sample, 36, answer ? 68 : 67, 2);
    for (uint32_t i = 42; i < sample->count; i++)
        sample->bytes[i] = 0;
    sample_put(sample, 42, answer ? 0x020106 : 0x010106, 3);
    sample_put(sample, 42 + 16, answer ? ip : 0, 4);
    sample_put(sample, 42 + 28, client, 6);
    sample_put(sample, 42 + 236, 0x63825363, 4);
    sample_put(sample, 42 + 240, 0x00350100 | kind, 4); /* padding; kind of message */
    sample_put(sample, 42 + 244, 0x3204, 2);            /* requested address */
    sample_put(sample, 42 + 246, ip, 4);
    sample_put(sample, 42 + 250, 0xff, 1);
}

#endif
