/* SPDX-License-Identifier: BSD-2-Clause */
/* The initramfs: a cpio archive of what is in the plan, with our init and what it is to run. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
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
    static const char *const defaults[] = {"PATH=" ROOTFS_PATH, "HOME=/", "TERM=dumb"};
    struct buffer contents = {0};

    buffer_format(&contents, "%u", vm->run.count);
    buffer_extend(&contents, 1);
    for (uint32_t i = 0; i < vm->run.count; i++)
        add_string(&contents, vm->run.item[i]);
    for (unsigned i = 0; i < COUNT(defaults); i++)
        if (!has_variable(&vm->env, defaults[i]))
            add_string(&contents, defaults[i]);
    for (uint32_t i = 0; i < vm->env.count; i++)
        add_string(&contents, vm->env.item[i]);
    return contents;
}

static struct plan_entry network_file(const struct vm *vm)
{
    struct plan_entry entry = {.path = text(INIT_NETWORK), .mode = S_IFREG | 0444};

    buffer_add(&entry.made, vm->interfaces, vm->interface_count * sizeof(*vm->interfaces));
    entry.bytes = entry.made.size;
    return entry;
}

static ssize_t collect(struct archive *archive, void *output, const void *bytes, size_t size)
{
    (void)archive;
    buffer_add(output, bytes, size);
    return size;
}

/* Copies a file's contents; the header has promised `bytes`. */
static enum outcome copy_file(struct archive *archive, const struct plan_entry *entry)
{
    int fd = open(entry->source, O_RDONLY | O_CLOEXEC);
    char chunk[CHUNK];
    uint64_t done = 0;
    ssize_t size = 0;

    if (fd < 0)
        return host_error("%s: %s", entry->source, strerror(errno));
    while ((size = read(fd, chunk, sizeof(chunk))) > 0 && archive_write_data(archive, chunk, size) == size)
        done += size;
    close(fd);
    if (size < 0 || done != entry->bytes)
        return host_error("%s: changed or failed while it was read", entry->source);
    return OUTCOME_OK;
}

static enum outcome write_entry(struct archive *archive, const struct plan_entry *entry, unsigned number)
{
    struct archive_entry *header = archive_entry_new();
    enum outcome outcome = OUTCOME_OK;

    archive_entry_set_pathname(header, entry->path + 1);
    archive_entry_set_mode(header, entry->mode);
    archive_entry_set_mtime(header, entry->time, 0);
    archive_entry_set_ino64(header, number);
    archive_entry_set_nlink(header, 1);
    archive_entry_set_size(header, S_ISREG(entry->mode) ? entry->bytes : 0);
    if (S_ISLNK(entry->mode))
        archive_entry_set_symlink(header, entry->source);
    if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
        archive_entry_set_rdev(header, entry->device);
    if (archive_write_header(archive, header) < ARCHIVE_WARN)
        outcome = host_error("%s: %s", entry->path, archive_error_string(archive));
    else if (S_ISREG(entry->mode) && entry->source)
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
    host_error("root holds /init, " INIT_RUN " or " INIT_NETWORK ", which are eVM's own; give the file another name");
    return OUTCOME_MISTAKE;
}

enum outcome rootfs_pack(struct plan *plan, const struct vm *vm, const char *init, struct buffer *output)
{
    struct buffer run = run_file(vm);
    struct stat status;

    if (stat(init, &status))
        return host_error("%s: %s; build eVM first (ninja -C build)", init, strerror(errno));
    struct plan_entry program = {.path = text("/init"), .source = text("%s", init), .mode = S_IFREG | 0755,
                                 .bytes = status.st_size};
    struct plan_entry command = {.path = text(INIT_RUN), .mode = S_IFREG | 0444, .bytes = run.size, .made = run};
    enum outcome outcome = put_own(plan, program);

    if (!outcome)
        outcome = put_own(plan, command);
    if (!outcome && vm->interface_count)
        outcome = put_own(plan, network_file(vm));
    struct archive *archive = archive_write_new();

    archive_write_set_format_cpio_newc(archive);
    archive_write_set_bytes_in_last_block(archive, 1); /* no padding to tape blocks */
    if (!outcome && archive_write_open(archive, output, NULL, collect, NULL) != ARCHIVE_OK)
        outcome = host_error("cannot write an archive: %s", archive_error_string(archive));
    for (uint32_t i = 0; i < plan->count && !outcome; i++)
        outcome = write_entry(archive, &plan->entries[i], i + 1);
    if (archive_write_close(archive) != ARCHIVE_OK && !outcome)
        outcome = host_error("cannot write an archive: %s", archive_error_string(archive));
    archive_write_free(archive);
    return outcome;
}
