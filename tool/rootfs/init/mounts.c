/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/mount.h>

#include "call.h"

/* lines: what, where, type, ...; blanks in them are \040, in octal */
#define MOUNTS     "/proc/self/mounts"
#define TEXT_BYTES 16384
#define MOUNTS_MAX 64

#define WORLD 01777 /* mode: all may write, and remove their own files */

static char text[TEXT_BYTES + 1];

/* Returns true if the file system is mounted. One that the kernel does not support is no error. */
static _Bool mount(const char *type, const char *where, const char *options)
{
    return call(__NR_mount, (long)type, (long)where, (long)type, 0, (long)options) == 0;
}

/* Adds links that programs expect in /dev beside devices. */
static void fill_dev(void)
{
    static const char *const links[][2] = {
        {"/proc/self/fd", "/dev/fd"},
        {"/proc/self/fd/0", "/dev/stdin"},
        {"/proc/self/fd/1", "/dev/stdout"},
        {"/proc/self/fd/2", "/dev/stderr"},
    };

    for (unsigned i = 0; i < sizeof(links) / sizeof(links[0]); i++)
        call(__NR_symlink, (long)links[i][0], (long)links[i][1], 0, 0, 0);
}

void mount_all(_Bool tmpfs)
{
    mount("devtmpfs", "/dev", 0);
    if (mount("proc", "/proc", 0))
        fill_dev();
    mount("sysfs", "/sys", 0);
    /* Without the feature tmpfs it stays a folder of the root, which works, too. */
    call(__NR_mkdir, (long)"/dev/shm", WORLD, 0, 0, 0);
    if (!tmpfs || !mount("tmpfs", "/dev/shm", "mode=1777"))
        call(__NR_chmod, (long)"/dev/shm", WORLD, 0, 0, 0);
    call(__NR_mkdir, (long)"/dev/pts", 0755, 0, 0, 0);
    if (!mount("devpts", "/dev/pts", "mode=620,gid=5,ptmxmode=666"))
        call(__NR_rmdir, (long)"/dev/pts", 0, 0, 0, 0);
    call(__NR_mkdir, (long)"/dev/mqueue", 0755, 0, 0, 0);
    if (!mount("mqueue", "/dev/mqueue", 0))
        call(__NR_rmdir, (long)"/dev/mqueue", 0, 0, 0, 0);
}

/* Decodes the word at `*at`, up to a blank, and ends it with a NUL. Moves `*at` behind it. */
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

/* Unmounts the last file system first, since it may be mounted within another. */
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
