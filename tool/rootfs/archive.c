/* SPDX-License-Identifier: BSD-2-Clause */
/* The initramfs: a cpio archive of the planned files, with our init and its command. */
#include <archive.h>
#include <archive_entry.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rootfs.h"

#define CHUNK 65536

static void add_string(struct buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string) + 1);
}

/* The first ones unless the manifest has others; the last one if the program says when it is
 * ready. */
static const char *const defaults[] = {"PATH=" ROOTFS_PATH, "HOME=/", "TERM=dumb",
                                       "NOTIFY_SOCKET=" INIT_NOTIFY};

static bool has_variable(const struct strings *env, const char *assignment)
{
    size_t length = strcspn(assignment, "=") + 1;

    for (uint32_t i = 0; i < env->count; i++)
        if (!strncmp(env->item[i], assignment, length))
            return true;
    return false;
}

static struct buffer run_file(const struct vm *vm)
{
    unsigned count = COUNT(defaults) - !vm->ready.program;
    struct init_run run = {.arguments = vm->run.count,
                           .variables = vm->env.count,
                           .tmpfs = strings_have(&vm->features, "tmpfs")};
    struct buffer contents = {0};

    for (unsigned i = 0; i < count; i++)
        run.variables += !has_variable(&vm->env, defaults[i]);
    buffer_add(&contents, &run, sizeof(run));
    for (uint32_t i = 0; i < vm->run.count; i++)
        add_string(&contents, vm->run.item[i]);
    for (unsigned i = 0; i < count; i++)
        if (!has_variable(&vm->env, defaults[i]))
            add_string(&contents, defaults[i]);
    for (uint32_t i = 0; i < vm->env.count; i++)
        add_string(&contents, vm->env.item[i]);
    return contents;
}

static struct plan_entry network_file(const struct vm *vm)
{
    struct plan_entry entry = {
        .path = text(INIT_NETWORK), .mode = S_IFREG | 0444, .time = PLAN_NO_TIME};

    buffer_add(&entry.made, vm->interfaces, vm->interface_count * sizeof(*vm->interfaces));
    entry.bytes = entry.made.size;
    return entry;
}

static struct plan_entry ready_file(const struct vm *vm)
{
    struct plan_entry entry = {
        .path = text(INIT_READY), .mode = S_IFREG | 0444, .time = PLAN_NO_TIME};
    struct init_ready ready = {.port = htons((uint16_t)vm->ready.port),
                               .program = vm->ready.program};

    buffer_add(&entry.made, &ready, sizeof(ready));
    add_string(&entry.made, vm->ready.file ? vm->ready.file : "");
    entry.bytes = entry.made.size;
    return entry;
}

static ssize_t collect(struct archive *archive, void *output, const void *bytes, size_t size)
{
    (void)archive;
    buffer_add(output, bytes, size);
    return size;
}

/* Returns true if the opened file lies where the plan says. A folder on the way may have become a
 * link to other files meanwhile. Needs /proc. */
static bool in_its_place(int fd, const char *source)
{
    char link[32], place[PATH_MAX];

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, place, sizeof(place) - 1);

    place[length < 0 ? 0 : length] = 0;
    return length < 0 || !strcmp(place, source);
}

/* Copies a file's contents, exactly the bytes that its header promises. Never waits for a FIFO,
 * which the file may have become. */
static enum outcome copy_file(struct archive *archive, const struct plan_entry *entry)
{
    int fd = open(entry->source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char chunk[CHUNK];
    uint64_t done = 0;
    ssize_t size = 0;

    if (fd < 0)
        return host_error("%s: %s", entry->source, strerror(errno));
    if (!in_its_place(fd, entry->source))
        done = entry->bytes + 1;
    while (done <= entry->bytes && (size = read(fd, chunk, sizeof(chunk))) > 0) {
        done += size;
        if (done <= entry->bytes && archive_write_data(archive, chunk, size) != size)
            done = entry->bytes + 1;
    }
    close(fd);
    if (size < 0 || done != entry->bytes)
        return host_error("%s: changed or failed while it was read", entry->source);
    return OUTCOME_OK;
}

static time_t newest_of(const struct plan *plan)
{
    time_t newest = 0;

    for (uint32_t i = 0; i < plan->count; i++)
        newest = plan->entries[i].time > newest ? plan->entries[i].time : newest;
    return newest;
}

/* Makes the header of an entry. All names of a file have its number; the last one carries the
 * contents. */
static struct archive_entry *header_of(const struct plan_entry *entry, unsigned number,
                                       time_t newest)
{
    struct archive_entry *header = archive_entry_new();
    time_t time = entry->time == PLAN_NO_TIME ? newest
                  : entry->time > UINT32_MAX  ? UINT32_MAX
                                              : entry->time;

    archive_entry_set_pathname(header, entry->path + 1);
    archive_entry_set_mode(header, entry->mode);
    archive_entry_set_uid(header, entry->uid);
    archive_entry_set_gid(header, entry->gid);
    archive_entry_set_mtime(header, time, 0);
    archive_entry_set_ino64(header, entry->links ? entry->first + 1 : number);
    archive_entry_set_nlink(header, entry->links ? entry->links : 1);
    archive_entry_set_size(header, S_ISREG(entry->mode) && !entry->carried ? entry->bytes : 0);
    if (S_ISLNK(entry->mode))
        archive_entry_set_symlink(header, entry->source);
    if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
        archive_entry_set_rdev(header, entry->device);
    return header;
}

static enum outcome write_entry(struct archive *archive, const struct plan_entry *entry,
                                unsigned number, time_t newest)
{
    struct archive_entry *header = header_of(entry, number, newest);
    enum outcome outcome = OUTCOME_OK;

    if (archive_write_header(archive, header) < ARCHIVE_WARN)
        outcome = host_error("%s: %s", entry->path, archive_error_string(archive));
    else if (S_ISREG(entry->mode) && entry->source && !entry->carried)
        outcome = copy_file(archive, entry);
    else if (entry->made.size)
        archive_write_data(archive, entry->made.data, entry->made.size);
    archive_entry_free(header);
    return outcome;
}

static enum outcome put_own(struct plan *plan, struct plan_entry entry)
{
    bool added;

    plan_add(plan, entry, &added);
    if (added)
        return OUTCOME_OK;
    host_error("root holds /init, " INIT_RUN ", " INIT_NETWORK " or " INIT_READY
               ", which are eVM's own; give the file another name");
    return OUTCOME_MISTAKE;
}

enum outcome rootfs_pack(struct plan *plan, const struct vm *vm, const char *init,
                         struct buffer *output)
{
    char *place = realpath(init, NULL);
    struct stat status;

    if (!place || stat(place, &status)) {
        free(place);
        return host_error("%s: %s; build eVM first (ninja -C build)", init, strerror(errno));
    }
    struct buffer run = run_file(vm);
    struct plan_entry program = {.path = text("/init"),
                                 .source = place,
                                 .mode = S_IFREG | 0755,
                                 .bytes = status.st_size,
                                 .time = PLAN_NO_TIME};
    struct plan_entry command = {.path = text(INIT_RUN),
                                 .mode = S_IFREG | 0444,
                                 .bytes = run.size,
                                 .made = run,
                                 .time = PLAN_NO_TIME};
    enum outcome outcome = put_own(plan, program);

    if (!outcome)
        outcome = put_own(plan, command);
    if (!outcome && vm->interface_count)
        outcome = put_own(plan, network_file(vm));
    if (!outcome && is_ready_later(vm))
        outcome = put_own(plan, ready_file(vm));
    struct archive *archive = archive_write_new();
    time_t newest = newest_of(plan);

    plan_join_links(plan);
    archive_write_set_format_cpio_newc(archive);
    archive_write_set_bytes_in_last_block(archive, 1); /* no padding to tape blocks */
    if (!outcome && archive_write_open(archive, output, NULL, collect, NULL) != ARCHIVE_OK)
        outcome = host_error("cannot write an archive: %s", archive_error_string(archive));
    for (uint32_t i = 0; i < plan->count && !outcome; i++)
        outcome = write_entry(archive, &plan->entries[i], i + 1, newest);
    if (archive_write_close(archive) != ARCHIVE_OK && !outcome)
        outcome = host_error("cannot write an archive: %s", archive_error_string(archive));
    archive_write_free(archive);
    return outcome;
}
