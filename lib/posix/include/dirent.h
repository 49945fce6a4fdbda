/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading directories. */
#ifndef _DIRENT_H
#define _DIRENT_H

#include <sys/types.h>

#define MAXNAMLEN 511

struct dirent {
    ino_t d_fileno;
    uint16_t d_reclen; /* bytes from this entry to the next */
    uint16_t d_namlen;
    uint8_t d_type; /* DT_* */
    char d_name[MAXNAMLEN + 1];
};
#define d_ino d_fileno

#define DT_UNKNOWN 0
#define DT_FIFO    1
#define DT_CHR     2
#define DT_DIR     4
#define DT_BLK     6
#define DT_REG     8
#define DT_LNK     10
#define DT_SOCK    12
#define DT_WHT     14

typedef struct DIR DIR;

DIR *opendir(const char *path);
DIR *fdopendir(int directory); /* closedir() closes the descriptor */
/* The next entry, valid until the next call with `directory`. NULL: the end or, if errno is set, an
 * error. */
struct dirent *readdir(DIR *directory);
void rewinddir(DIR *directory);
int dirfd(DIR *directory);
int closedir(DIR *directory);

/* The system call: reads as many whole entries as fit into buffer[bytes]; bytes: at least 512.
 * Returns their bytes; 0: the end. */
int getdents(int directory, char *buffer, size_t bytes);

#endif
