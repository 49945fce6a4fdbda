/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/mount.h>

#include "call.h"

#define MOUNTS     "/proc/self/mounts" /* lines: what, where, type, ...; blanks in them are \040, in octal */
#define TEXT_BYTES 16384
#define MOUNTS_MAX 64

static char text[TEXT_BYTES + 1];

/* Takes the word at `*at`, up to a blank, out of its coded form, and ends it; `*at` is behind it. */
static char *take_word(char **at)
{
    char *word = *at, *to = word, *from = word;

    while (*from && *from != ' ' && *from != '\n') {
        if (from[0] == '\\' && from[1] && from[2] && from[3]) {
            *to++ = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
            from += 4;
        } else {
            *to++ = *from++;
        }
    }
    *at = from + (*from == ' ');
    *to = 0;
    return word;
}

/* The last of these first: it may be mounted within another. */
void unmount_all(void)
{
    char *where[MOUNTS_MAX], *at = text;
    unsigned count = 0;

    text[read_file(MOUNTS, text, TEXT_BYTES)] = 0;
    while (*at && count < MOUNTS_MAX) {
        take_word(&at);
        where[count++] = take_word(&at);
        while (*at && *at++ != '\n')
            ;
    }
    while (count-- > 0)
        if (call(__NR_umount2, (long)where[count], 0, 0, 0, 0))
            call(__NR_mount, 0, (long)where[count], 0, MS_REMOUNT | MS_RDONLY, 0);
}
