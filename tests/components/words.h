/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments of test components: words, separated by blanks. */
#ifndef WORDS_H
#define WORDS_H

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <text/text.h>

/* Gives each word to read(). Returns false if that refused, and reported, one. */
static inline bool words_read(const struct cos_start *start, bool (*read)(struct text word))
{
    for (uint32_t i = 0; i < start->blob_count; i++) {
        const char *at = (const char *)start->blobs[i].address;
        struct text rest = {at, at + start->blobs[i].bytes}, word;

        while (strcmp(start->blobs[i].name, "args") == 0 && text_word(&rest, &word)) {
            if (!read(word)) {
                cos_print("'%.*s' is wrong\n", (int)(word.end - word.at), word.at);
                return false;
            }
        }
    }
    return true;
}

#endif
