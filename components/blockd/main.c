/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares disks and partitions between users: each can access its own sectors only. */
#include "config.h"
#include "serve.h"

#include <cos/alive.h>
#include <cos/blob.h>
#include <cos/entry.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

COS_STACK(16384);
COS_ENTRY(evm_gate_0, blockd_call);

/* ---- For callers, on threads of their own ---- */

struct cos_result blockd_call(uint64_t method, uint64_t number, uint64_t what, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    const struct grant *grant = number < grants.count ? &grants.of[number] : NULL;
    struct cos_result result = {.value = -COS_ENOENT};

    (void)a3, (void)token, (void)thread;
    if (method == BLOCKD_COUNT)
        return (struct cos_result){.extra = grants.count};
    if (method != BLOCKD_LABEL && method != BLOCKD_COUNTER)
        return (struct cos_result){.value = -COS_ENOSYS};
    if (grant != NULL && method == BLOCKD_COUNTER && what < BLOCKD_COUNTERS) {
        result = (struct cos_result){.extra = grant->counters[what]};
    } else if (grant != NULL && method == BLOCKD_LABEL &&
               what < BLOCKD_NAME / sizeof result.extra) {
        result.value = 0;
        memcpy(&result.extra, grant->name + what * sizeof result.extra, sizeof result.extra);
    }
    return result;
}

/* ---- The start ---- */

static bool read_users(const struct cos_start *start, unsigned disk_count)
{
    const struct cos_blob *config = cos_blob_find(start, BLOCKD_CONFIG);
    const char *expected;
    int user;

    if (config == NULL) {
        cos_print("it has no configuration; expected VMs that use parts of a disk of the "
                  "manifest's `disks:`\n");
        return false;
    }
    expected = config_read(&grants, (const void *)config->address, config->bytes, disk_count,
                           &user);
    if (expected != NULL) {
        cos_print("its configuration is wrong: ");
        cos_print(user >= 0 ? "user %d: " : "", user);
        cos_print("expected %s\n", expected);
    }
    return expected == NULL;
}

static bool configure(const struct cos_start *start, unsigned disk_count)
{
    if (!read_users(start, disk_count))
        return false;
    if (start->link_count - disk_count != grants.count) {
        cos_print("%u users, %u links with it; expected as many, in the order of the manifest\n",
                  grants.count, start->link_count - disk_count);
        return false;
    }
    if (!serve_allocate(start, disk_count, grants.count)) {
        cos_print("there is too little memory; expected `memory:` of 4K for each disk and user\n");
        return false;
    }
    return true;
}

/* If one disk had two numbers, grants_collide() could not see that two users write to it. */
static const char *check_driver(const struct cos_start *start, unsigned number)
{
    for (unsigned i = 0; i < number; i++)
        if (start->links[i].peer == start->links[number].peer)
            return "there is another link with its driver; expected one for each";
    return NULL;
}

static bool open_disks(const struct cos_start *start, unsigned disk_count)
{
    for (unsigned i = 0; i < disk_count; i++) {
        const char *problem = check_driver(start, i);

        problem = problem == NULL ? disk_open(&disks[i], start, i) : problem;
        if (problem != NULL) {
            cos_print("disk %u cannot be used: %s\n", i, problem);
            return false;
        }
    }
    return true;
}

static bool resolve(struct grant *grant)
{
    struct disk *disk = &disks[grant->disk];
    const struct partition_disk source = {disk->sectors, disk_read_sector, disk};
    const char *problem = grant_resolve(grant, &source, disk->read_only);

    if (problem != NULL) {
        cos_print("user '%s': disk %u: ", grant->name, grant->disk);
        cos_print(grant->part != 0 ? "partition %u: " : "", grant->part);
        cos_print("%s\n", problem);
        return false;
    }
    cos_print("%s: disk %u, sectors %lu to %lu%s\n", grant->name, grant->disk,
              (unsigned long)grant->extent.first,
              (unsigned long)(grant->extent.first + grant->extent.count - 1),
              grant->writable ? "" : ", read-only");
    return true;
}

static bool resolve_all(void)
{
    unsigned one, other;

    for (unsigned i = 0; i < grants.count; i++)
        if (!resolve(&grants.of[i]))
            return false;
    if (grants_collide(&grants, &one, &other)) {
        cos_print("users '%s' and '%s' could both write the same sectors of disk %u; expected "
                  "`mode: ro` of one, or "
                  "sectors apart\n",
                  grants.of[one].name, grants.of[other].name, grants.of[one].disk);
        return false;
    }
    return true;
}

int main(const struct cos_start *start)
{
    unsigned disk_count = 0;
    uint64_t events = 0;
    const char *expected;

    while (disk_count < start->link_count && start->links[disk_count].owner == start->id)
        disk_count++;
    if (!configure(start, disk_count) || !open_disks(start, disk_count) || !resolve_all())
        return 1;
    expected = serve_open(start, disk_count);
    if (expected != NULL) {
        cos_print("the links do not fit; expected %s\n", expected);
        return 1;
    }
    cos_answer_begin();
    while (!(events & COS_EVENT_POWER)) {
        bool more = serve(events);

        /* takes new events even if there is more to do, so that a busy user delays no other */
        cos_wait(COS_SLOT_ENDPOINT, more ? 0 : COS_FOREVER, &events);
        cos_answer(events);
    }
    cos_answer_end();
    if (!serve_end()) {
        cos_print("the last flush has failed, so what was written last may be lost\n");
        return 1;
    }
    return 0;
}
