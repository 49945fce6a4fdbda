/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checksums of the system image: the tool writes them, kernel and booter compare. They detect
 * memory that loses bits, not deliberate changes. Each step is a bijection of the sum for a given
 * word, and of the word for a given sum: so they always detect damage within one aligned word of 8
 * bytes, and miss damage to several words with a probability of 2^-64.
 */
#ifndef EVM_CHECKSUM_H
#define EVM_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "image.h"

#define EVM_SUM_START  0x9e3779b97f4a7c15ull
#define EVM_SUM_FACTOR 0xd6e8feb86659fd93ull /* odd */
#define EVM_PAGE_WORDS 512

typedef uint64_t __attribute__((may_alias)) evm_word; /* aliases any type */

/* Continues a sum, EVM_SUM_START at first, over `count` words. Returns the new sum. */
static inline uint64_t evm_sum(uint64_t sum, const evm_word *words, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        sum = (sum ^ words[i]) * EVM_SUM_FACTOR;
        sum = sum << 29 | sum >> 35;
    }
    return sum;
}

static inline uint64_t evm_page_sum(const void *page)
{
    return evm_sum(EVM_SUM_START, (const evm_word *)page, EVM_PAGE_WORDS);
}

/* Returns the sum of the header's pages, as if the field `checksum` were 0. */
static inline uint64_t evm_header_sum(const struct evm_image *head)
{
    static const evm_word zero;
    const evm_word *words = (const evm_word *)head;
    uint64_t field = offsetof(struct evm_image, checksum) / sizeof zero;
    uint64_t sum = evm_sum(evm_sum(EVM_SUM_START, words, field), &zero, 1);

    return evm_sum(sum, words + field + 1,
                   head->header_pages * (uint64_t)EVM_PAGE_WORDS - field - 1);
}

/* Returns what is wrong with the header of an image of which `loaded` pages, at least one, have
 * been loaded; NULL: it is as the tool wrote it. Must come before any other use of the image. */
static inline const char *evm_header_problem(const struct evm_image *head, uint64_t loaded)
{
    if (head->magic != EVM_IMAGE_MAGIC)
        return "the header of the system image does not begin with the magic number";
    if (head->version != EVM_IMAGE_VERSION)
        return "the header of the system image is of another version";
    if (head->header_pages == 0 || head->header_pages > head->pages || head->pages > loaded)
        return "the header of the system image says that it is longer than what was loaded";
    return evm_header_sum(head) == head->checksum
               ? NULL
               : "the checksum of the system image's header is wrong";
}

#endif
