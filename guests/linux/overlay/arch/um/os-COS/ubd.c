// SPDX-License-Identifier: GPL-2.0
/*
 * Disks on links (interface/block.h) below Linux's own driver, which is part of this file to share
 * its requests. What the driver hands to a thread of its host, here goes to the link at once, in
 * parts as large as the link's buffers; the answers come with the link's events, all that are there
 * in one interrupt. Copy-on-write files do not exist here.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include "../drivers/cow.h"

static inline int no_cow_file(const void *what, ...)
{
    return -EINVAL; /* it is none */
}
#define read_cow_header(...)   no_cow_file(__VA_ARGS__)
#define init_cow_file(fd, ...) no_cow_file(__VA_ARGS__)

/* The driver's thread is left out of the kernel. */
#define HOST __section(".host_thread")
struct io_thread_req;
struct io_desc;
static int HOST update_bitmap(struct io_thread_req *request, struct io_desc *segment);
static void HOST do_io(struct io_thread_req *request, struct io_desc *segment);
int HOST io_thread(void *argument);

#include "../drivers/ubd_kern.c"

#include <linux/wait.h>
#include <block.h>
#include <cos/channel.h>
#include "links.h"

#define DISK_TIMEOUT (30 * HZ) /* until its first answer */

struct io { /* a request of the driver's */
    struct list_head list;
    struct io_thread_req *request;
    u32 bytes, submitted;
    u32 flying; /* parts that are submitted and not answered */
};

struct part {      /* what is done with a buffer of the link */
    struct io *io; /* NULL: BLOCK_INFO */
    u32 offset, bytes;
};

struct disk {
    struct cos_channel channel;
    int fd;
    struct part parts[BLOCK_DEPTH]; /* by buffer */
    /* buffers to be submitted as soon as there is another side */
    u32 again[BLOCK_DEPTH], again_count;
    struct list_head waiting; /* struct io with parts that no buffer was free for */
    struct block_info info;
    /* `info` has come, or never will: then there are no sectors */
    bool known;
    wait_queue_head_t told;
};

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static struct disk *disks[COS_CHANNELS];
static LIST_HEAD(answered); /* struct io */

static struct link_channel *requests_of(struct disk *disk)
{
    return &disk->channel.link.channels[0];
}

/* ---- To the disk ---- */

/* Copies a part of the driver's memory to or from a buffer. */
static void copy_part(const struct part *part, char *buffer, bool write)
{
    struct io_thread_req *request = part->io->request;
    u32 skip = part->offset, left = part->bytes;

    for (int i = 0; i < request->desc_cnt && left; i++) {
        u32 bytes = request->io_desc[i].length;
        char *data = request->io_desc[i].buffer + skip;

        if (skip >= bytes) {
            skip -= bytes;
            continue;
        }
        bytes = min(bytes - skip, left);
        memcpy(write ? buffer : data, write ? data : buffer, bytes);
        skip = 0;
        buffer += bytes;
        left -= bytes;
    }
}

static enum block_kind kind_of(const struct io *io)
{
    switch (req_op(io->request->req)) {
    case REQ_OP_WRITE:
        return BLOCK_WRITE;
    case REQ_OP_FLUSH:
        return BLOCK_FLUSH;
    default:
        return BLOCK_READ;
    }
}

/* Also after a restart: the buffer may have been lost with the other side. */
static void submit(struct disk *disk, u32 buffer)
{
    const struct part *part = &disk->parts[buffer];
    struct link_request request = {.buffer = buffer, .length = part->bytes, .kind = BLOCK_INFO};

    if (part->io) {
        request.kind = kind_of(part->io);
        request.block = (part->io->request->offset + part->offset) / BLOCK_SECTOR;
        if (request.kind == BLOCK_WRITE)
            copy_part(part, link_buffer(requests_of(disk), buffer), true);
    }
    if (link_submit(requests_of(disk), &request, 0) != LINK_OK)
        disk->again[disk->again_count++] = buffer;
}

static void submit_again(struct disk *disk)
{
    u32 count = disk->again_count;

    disk->again_count = 0;
    for (u32 i = 0; i < count; i++)
        submit(disk, disk->again[i]);
}

static struct part next_part(struct io *io)
{
    struct part part = {io, io->submitted,
                        min_t(u32, io->bytes - io->submitted, BLOCK_BUFFER_BYTES)};

    io->submitted += part.bytes;
    io->flying++;
    return part;
}

static void submit_waiting(struct disk *disk)
{
    struct io *io;
    int buffer;

    while ((io = list_first_entry_or_null(&disk->waiting, struct io, list)) &&
           (buffer = link_take(requests_of(disk))) >= 0) {
        disk->parts[buffer] = next_part(io);
        if (io->submitted == io->bytes)
            list_del_init(&io->list);
        submit(disk, buffer);
    }
}

/* ---- From the disk ---- */

static void take_info(struct disk *disk, u32 buffer, s32 status, u32 bytes)
{
    if (status == 0 && bytes >= sizeof disk->info)
        memcpy(&disk->info, link_buffer(requests_of(disk), buffer), sizeof disk->info);
    disk->known = true;
    wake_up(&disk->told);
}

static void finish_part(struct disk *disk, const struct part *part, u32 buffer, s32 status,
                        u32 bytes)
{
    struct io *io = part->io;

    if (status == 0 && kind_of(io) == BLOCK_READ) {
        if (bytes == part->bytes)
            copy_part(part, link_buffer(requests_of(disk), buffer), false);
        else
            status = -COS_EIO;
    }
    if (status && !io->request->error)
        io->request->error = map_error(status == -COS_ENOSYS ? EOPNOTSUPP : EIO);
    if (--io->flying == 0 && list_empty(&io->list))
        list_add_tail(&io->list, &answered);
}

static void finish(struct disk *disk, u32 buffer, s32 status, u32 bytes)
{
    if (disk->parts[buffer].io)
        finish_part(disk, &disk->parts[buffer], buffer, status, bytes);
    else
        take_info(disk, buffer, status, bytes);
    link_give(requests_of(disk), buffer);
}

static void disk_lost(struct cos_channel *channel, bool broken)
{
    struct disk *disk = container_of(channel, struct disk, channel);
    struct link_done lost;

    while (link_reclaim(requests_of(disk), &lost) == LINK_OK)
        disk->again[disk->again_count++] = lost.buffer;
    if (!broken)
        return;
    for (u32 i = 0; i < disk->again_count; i++)
        finish(disk, disk->again[i], -COS_EIO, 0);
    disk->again_count = 0;
}

/* What waits for a disk that stays down. */
static void fail_waiting(struct disk *disk)
{
    struct io *io;

    while ((io = list_first_entry_or_null(&disk->waiting, struct io, list))) {
        io->request->error = map_error(EIO);
        list_move_tail(&io->list, &answered);
    }
}

static void disk_serve(struct cos_channel *channel, struct uml_pt_regs *regs)
{
    struct disk *disk = container_of(channel, struct disk, channel);
    struct link_done done;

    while (link_reap(requests_of(disk), &done) == LINK_OK)
        finish(disk, done.buffer, done.status, done.length);
    if (channel->alone)
        fail_waiting(disk);
    submit_again(disk);
    submit_waiting(disk);
    link_flush(&channel->link);
    if (!list_empty(&answered))
        cos_interrupt(COS_FD_DISKS, regs);
}

/* ---- What the driver calls ---- */

/* Finds a disk by its channel's name, begins to use it, and waits until it has said what it is. */
static int find_disk(const char *name, struct disk **found)
{
    struct evm_channel channel;
    unsigned long flags;
    struct disk *disk;
    unsigned int index;
    int error, buffer;

    if (!cos_channel_find(cos_start, EVM_CHANNEL_DISK, name, &channel))
        return -ENOENT;
    index = channel.index;
    if (disks[index]) {
        *found = disks[index];
        return 0;
    }
    disk = kzalloc(sizeof *disk, GFP_KERNEL);
    if (!disk)
        return -ENOMEM;
    disk->channel.needs_peer = true;
    disk->channel.lost = disk_lost;
    disk->channel.serve = disk_serve;
    disk->fd = COS_FD_CHANNEL(index);
    INIT_LIST_HEAD(&disk->waiting);
    init_waitqueue_head(&disk->told);
    error = cos_channel_open(&disk->channel, index, &shape, 1);
    if (error) {
        kfree(disk);
        return error;
    }
    disks[index] = *found = disk;
    local_irq_save(flags);
    buffer = link_take(requests_of(disk));
    disk->parts[buffer] = (struct part){.io = NULL};
    submit(disk, buffer);
    link_flush(&disk->channel.link);
    local_irq_restore(flags);
    return 0;
}

static int know_disk(const char *name, struct disk **disk)
{
    int error = find_disk(name, disk);

    if (error)
        return error;
    if (!wait_event_timeout((*disk)->told, READ_ONCE((*disk)->known), DISK_TIMEOUT))
        return -ETIMEDOUT;
    return (*disk)->info.sectors ? 0 : -EIO;
}

int cos_disk_open(const char *name, bool write)
{
    struct disk *disk;
    int error = know_disk(name, &disk);

    if (error)
        return error;
    return write && disk->info.flags & BLOCK_READ_ONLY ? -EROFS : disk->fd;
}

int cos_disk_size(const char *name, unsigned long long *bytes)
{
    struct disk *disk;
    int error = know_disk(name, &disk);

    if (!error)
        *bytes = disk->info.sectors * BLOCK_SECTOR;
    return error;
}

/* No disk knows how to discard, or to write zeroes. */
static bool understood(const struct io_thread_req *request)
{
    enum req_op op = req_op(request->req);

    return op == REQ_OP_READ || op == REQ_OP_WRITE || op == REQ_OP_FLUSH;
}

/* From the driver's queue, interrupts off. */
int cos_disks_ask(const void *request, int bytes)
{
    struct io *io = kzalloc(sizeof *io, GFP_ATOMIC);
    struct disk *disk;

    if (!io)
        return -ENOMEM;
    io->request = *(struct io_thread_req *const *)request;
    disk = disks[io->request->fds[0] - COS_FD_CHANNEL(0)];
    if (disk->channel.alone || !understood(io->request)) {
        io->request->error = map_error(disk->channel.alone ? EIO : EOPNOTSUPP);
        list_add_tail(&io->list, &answered);
        cos_event_raise(disk->channel.events);
        return bytes;
    }
    io->bytes = blk_rq_bytes(io->request->req);
    list_add_tail(&io->list, &disk->waiting);
    submit_waiting(disk);
    link_flush(&disk->channel.link);
    return bytes;
}

int cos_disks_answers(void *answers, int bytes)
{
    struct io_thread_req **answer = answers;
    int count = 0;

    while (count < bytes / (int)sizeof *answer && !list_empty(&answered)) {
        struct io *io = list_first_entry(&answered, struct io, list);

        list_del(&io->list);
        answer[count++] = io->request;
        kfree(io);
    }
    return count ? count * (int)sizeof *answer : -EAGAIN;
}

/* The driver's thread, for which it has a stack, is not there. */
int start_io_thread(unsigned long stack_end, int *fd_out)
{
    free_stack(stack_end - PAGE_SIZE, 0);
    *fd_out = COS_FD_DISKS;
    return 0;
}

void os_kill_process(int pid, int reap_child)
{
}

/* The manifest says who may use a disk. */
int os_lock_file(int fd, int excl)
{
    return 0;
}

/* The driver has a disk by default, which the manifest has not. */
static int __init forget_default_disk(void)
{
    if (ubd_devs[0].file && strcmp(ubd_devs[0].file, "root_fs") == 0)
        ubd_devs[0].file = NULL;
    return 0;
}
device_initcall_sync(forget_default_disk);
