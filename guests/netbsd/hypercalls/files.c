/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of the host, as the rump kernel sees them: the VM's disks. */
#include <errno.h>
#include <rumpuser.h>

#include "file.h"
#include "hyper.h"

#define FILES 16

static struct file files[FILES];

struct file *file_of(int number, bool reading, bool writing)
{
    struct file *file = number >= 0 && number < FILES ? &files[number] : NULL;

    if (file == NULL || file->disk == NULL || (reading && !file->readable) ||
        (writing && !file->writable))
        return NULL;
    return file;
}

int rumpuser_getfileinfo(const char *path, uint64_t *bytes, int *kind)
{
    const struct disk *disk = disk_find(path);

    if (disk == NULL)
        return ENOENT;
    if (bytes != NULL)
        *bytes = disk->bytes;
    if (kind != NULL)
        *kind = RUMPUSER_FT_BLK;
    return 0;
}

static int may_open(const struct disk *disk, int mode)
{
    const int known = RUMPUSER_OPEN_ACCMODE | RUMPUSER_OPEN_CREATE | RUMPUSER_OPEN_EXCL |
                      RUMPUSER_OPEN_BIO;
    const int exclusive = RUMPUSER_OPEN_CREATE | RUMPUSER_OPEN_EXCL,
              access = mode & RUMPUSER_OPEN_ACCMODE;

    if ((mode & ~known) != 0 || access == RUMPUSER_OPEN_ACCMODE)
        return EINVAL;
    if (disk == NULL)
        return ENOENT;
    if ((mode & exclusive) == exclusive)
        return EEXIST;
    return access != RUMPUSER_OPEN_RDONLY && disk->read_only ? EROFS : 0;
}

int rumpuser_open(const char *path, int mode, int *number)
{
    struct disk *disk = disk_find(path);
    int access = mode & RUMPUSER_OPEN_ACCMODE, error = may_open(disk, mode);

    if (error != 0)
        return error;
    for (int i = 0; i < FILES; i++) {
        if (files[i].disk == NULL) {
            files[i] = (struct file){.disk = disk,
                                     .readable = access != RUMPUSER_OPEN_WRONLY,
                                     .writable = access != RUMPUSER_OPEN_RDONLY};
            *number = i;
            return 0;
        }
    }
    return EMFILE;
}

int rumpuser_close(int number)
{
    struct file *file = file_of(number, false, false);
    int locks;

    if (file == NULL)
        return EBADF;
    hyper_release(&locks);
    bio_drain(file);
    hyper_take(locks);
    file->disk = NULL;
    return 0;
}

/* Transfers the parts in order, up to the first one that is cut short. */
static int transfer(struct file *file, const struct rumpuser_iovec *vector, size_t count,
                    uint64_t offset, bool writing, size_t *bytes)
{
    int error = 0;

    *bytes = 0;
    for (size_t i = 0, done = 0; i < count && error == 0; i++) {
        size_t asked = vector[i].iov_len;

        error = writing ? disk_write(file->disk, vector[i].iov_base, asked, offset + *bytes, &done)
                        : disk_read(file->disk, vector[i].iov_base, asked, offset + *bytes, &done);
        *bytes += done;
        if (done < asked)
            break;
    }
    return *bytes > 0 ? 0 : error;
}

static int transfer_vector(int number, const struct rumpuser_iovec *vector, size_t count,
                           int64_t offset, bool writing, size_t *bytes)
{
    struct file *file = file_of(number, !writing, writing);
    int error, locks;

    if (file == NULL)
        return EBADF;
    if (offset < 0 && offset != RUMPUSER_IOV_NOSEEK)
        return EINVAL;
    hyper_release(&locks);
    error = transfer(file, vector, count, offset < 0 ? file->position : (uint64_t)offset, writing,
                     bytes);
    if (offset == RUMPUSER_IOV_NOSEEK)
        file->position += *bytes;
    hyper_take(locks);
    return error;
}

int rumpuser_iovread(int number, struct rumpuser_iovec *vector, size_t count, int64_t offset,
                     size_t *bytes)
{
    return transfer_vector(number, vector, count, offset, false, bytes);
}

int rumpuser_iovwrite(int number, const struct rumpuser_iovec *vector, size_t count, int64_t offset,
                      size_t *bytes)
{
    return transfer_vector(number, vector, count, offset, true, bytes);
}

/* Requests complete in order, so the whole disk serves for the range. */
int rumpuser_syncfd(int number, int flags, uint64_t start, uint64_t bytes)
{
    const int known = RUMPUSER_SYNCFD_BOTH | RUMPUSER_SYNCFD_BARRIER | RUMPUSER_SYNCFD_SYNC;
    struct file *file = file_of(number, false, false);
    int error, locks;

    (void)start, (void)bytes;
    if (file == NULL)
        return EBADF;
    if ((flags & ~known) != 0 || (flags & RUMPUSER_SYNCFD_BOTH) == 0)
        return EINVAL;
    hyper_release(&locks);
    bio_drain(file);
    error = flags & RUMPUSER_SYNCFD_SYNC ? file->disk->operations->flush(file->disk) : 0;
    hyper_take(locks);
    return error;
}
