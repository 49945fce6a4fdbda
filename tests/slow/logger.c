/* SPDX-License-Identifier: BSD-2-Clause */
/* A Linux program that appends records to a file, each with fsync(), after it has
 * read all that are there. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD 64

static void make(unsigned number, char record[RECORD + 1])
{
    snprintf(record, RECORD + 1, "record %08u %*s\n", number % 100000000, RECORD - 17, "");
}

/* Records that are there; -1: one is wrong. The last one may be there in part. */
static int look(int file)
{
    char found[RECORD], wanted[RECORD + 1];
    int number = 0;

    for (; pread(file, found, RECORD, (off_t)number * RECORD) == RECORD; number++) {
        make((unsigned)number, wanted);
        if (memcmp(found, wanted, RECORD) != 0) {
            printf("record %d is wrong: it begins with %02x\n", number, (unsigned char)found[0]);
            return -1;
        }
    }
    return number;
}

static int fail(const char *what)
{
    perror(what);
    sleep(1);
    return 1;
}

int main(void)
{
    char record[RECORD + 1];
    int file, number;

    setvbuf(stdout, NULL, _IOLBF, 0);
    mkdir("/srv", 0755);
    if (mount("/dev/ubda", "/srv", "ext4", 0, "") != 0)
        return fail("the disk cannot be mounted");
    file = open("/srv/log", O_RDWR | O_CREAT, 0600);
    number = file >= 0 ? look(file) : -1;
    if (number < 0)
        return fail("the log is lost");
    printf("found %d\n", number);
    for (;; number++) {
        make((unsigned)number, record);
        if (pwrite(file, record, RECORD, (off_t)number * RECORD) != RECORD || fsync(file) != 0)
            return fail("a record cannot be kept");
        printf("kept %d\n", number);
    }
}
