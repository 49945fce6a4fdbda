/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writer FOLDER: first reads the records that are there: "found N", the number of those at the
 * start of the log that are whole; then writes more, as a database does: appends one to the log and
 * syncs it; every eighth time it makes a file of its own, too, synced, moved to its name, its
 * folder synced. "kept N": all of record N is on the disk. The last record that was found may lack
 * its file, so that is made again.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD 256 /* bytes: its number, then what is made of that */
#define EXTRA  8

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void make(char *record, unsigned number)
{
    int length = snprintf(record, RECORD, "%08u ", number);
    uint32_t state = number * 2654435761u + 1;

    for (int i = length; i < RECORD - 1; i++) {
        state = state * 1664525 + 1013904223;
        record[i] = (char)('a' + (state >> 24) % 26);
    }
    record[RECORD - 1] = '\n';
}

static unsigned found(int log)
{
    char record[RECORD], wanted[RECORD];
    unsigned number = 0;

    while (read(log, record, RECORD) == RECORD) {
        make(wanted, number);
        if (memcmp(record, wanted, RECORD) != 0)
            break;
        number++;
    }
    if (ftruncate(log, (off_t)number * RECORD) != 0 || lseek(log, 0, SEEK_END) < 0)
        fail("log");
    return number;
}

static void write_all(int fd, const char *record)
{
    if (write(fd, record, RECORD) != RECORD || fsync(fd) != 0)
        fail("write");
}

static void make_file(const char *record, unsigned number)
{
    char name[32];
    int fd = open("new", O_CREAT | O_WRONLY | O_TRUNC, 0644), folder = open(".", O_RDONLY);

    if (fd < 0 || folder < 0)
        fail("new");
    write_all(fd, record);
    snprintf(name, sizeof(name), "%u", number);
    if (close(fd) != 0 || rename("new", name) != 0 || fsync(folder) != 0)
        fail(name);
    close(folder);
}

int main(int count, char *arguments[])
{
    char record[RECORD];
    int log;

    if (count != 2 || chdir(arguments[1]) != 0 || (log = open("log", O_RDWR | O_CREAT, 0644)) < 0)
        fail("folder");
    setvbuf(stdout, NULL, _IONBF, 0);
    unsigned number = found(log);

    printf("found %u\n", number);
    if (number % EXTRA == 1) {
        make(record, number - 1);
        make_file(record, number - 1);
    }
    for (;; number++) {
        make(record, number);
        write_all(log, record);
        if (number % EXTRA == 0)
            make_file(record, number);
        printf("kept %u\n", number);
    }
}
