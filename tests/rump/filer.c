/* SPDX-License-Identifier: BSD-2-Clause */
/* A component client: files of its own beside others, in a VM that serves several. Argument: its
 * name. */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"
#include "pattern.h"

#define ROUNDS 200
#define WORDS  1500 /* no whole number of pages */

static uint64_t words[WORDS];

static uint64_t seed_of(const char *name)
{
    uint64_t seed = 0;

    while (*name)
        seed = seed * 31 + (unsigned char)*name++;
    return seed;
}

static bool rounds(int file, uint64_t seed)
{
    for (uint64_t i = 0; i < ROUNDS; i++) {
        pattern_fill(words, WORDS, seed, i * WORDS);
        if (pwrite(file, words, sizeof(words), i * sizeof(words)) != sizeof(words))
            return false;
        memset(words, 0, sizeof(words));
        if (pread(file, words, sizeof(words), i * sizeof(words)) != sizeof(words) ||
            !pattern_holds(words, WORDS, seed, i * WORDS))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : argv[0];
    int file;

    check(!mkdir(name, 0755) && !chdir(name), "%s: a working directory of its own", name);
    file = open("file", O_CREAT | O_EXCL | O_RDWR, 0644);
    check(file == 3, "%s: the first free descriptor is 3 (%d)", name, file);
    check(rounds(file, seed_of(name)), "%s: %d writes and reads", name, ROUNDS);
    check(lseek(file, 0, SEEK_END) == (off_t)(ROUNDS * sizeof(words)), "%s: the file's size", name);
    check(!close(file) && close(file) == -1 && errno == EBADF, "%s: closed once", name);
    return check_done();
}
