/* SPDX-License-Identifier: BSD-2-Clause */
/* The order in which VMs start: the keys `after` and `ready`. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"

/* Returns what the name is beside VMs: "disk", "switch", or NULL for nothing. */
static const char *device_noun(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (!strcmp(manifest->disks[i].name, name))
            return "disk";
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (!strcmp(manifest->switches[i].name, name))
            return "switch";
    return NULL;
}

static void unknown_vm(const struct check *check, int index, const char *name)
{
    const struct manifest *manifest = check->manifest;

    if (manifest_dropped(manifest, name))
        return;
    const char **names = need(manifest->vm_count * sizeof(*names));

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        names[i] = i != check->index ? manifest->vms[i].name : NULL;
    const char *near = nearest(name, names, manifest->vm_count),
               *noun = device_noun(manifest, name);

    if (noun)
        diag_add(check->diag, place_of(check, "after", index),
                 "vm '%s': key 'after': '%s' is a %s, for which VMs wait by themselves; remove it",
                 check->vm->name, name, noun);
    else
        diag_add(check->diag, place_of(check, "after", index),
                 near ? "vm '%s': key 'after': no VM '%s'; did you mean '%s'?"
                 : strpbrk(name, ", ")
                     ? "vm '%s': key 'after': no VM '%s'; expected the name of another VM, or a "
                       "list of names like [db, web]"
                     : "vm '%s': key 'after': no VM '%s'; expected the name of another VM",
                 check->vm->name, name, near);
    free(names);
}

/* Checks an entry of `after`. */
static void check_entry_of(const struct check *check, uint32_t index)
{
    const struct manifest *manifest = check->manifest;
    const char *name = check->vm->after.item[index];
    uint32_t other = 0;

    while (other < manifest->vm_count && strcmp(manifest->vms[other].name, name))
        other++;
    if (other == manifest->vm_count)
        unknown_vm(check, (int)index, name);
    else if (other == check->index)
        bad_entry(check, "after", (int)index, name, "another VM than itself");
    else if (manifest->vms[other].dormant)
        bad_entry(check, "after", (int)index, name,
                  "a VM that starts with the system, without 'dormant'");
    else if (manifest_component(other) < EVM_COMPONENTS)
        check->vm->after_bits |= 1ull << manifest_component(other);
}

/* Checks that the VM may wait for others. */
static void check_waiter(const struct check *check)
{
    const struct vm *vm = check->vm;

    if (vm->dormant)
        diag_add(check->diag, place_of(check, "after", -1),
                 "vm '%s': key 'after': a dormant VM starts when another VM asks the booter for "
                 "it; remove 'after' or 'dormant'",
                 vm->name);
    if (vm->lends_net || vm->lends_disk)
        diag_add(check->diag, place_of(check, "after", -1),
                 "vm '%s': key 'after': it drives the device of a switch or disk, whose users "
                 "would wait for it; remove 'after'",
                 vm->name);
}

/* ---- ready ----------------------------------------------------------------------------------- */

/* Features with sockets within the VM; all but the first have TCP/IP, too. */
static const char *const with_sockets[] = {"unix", "net", "eth", "ipv6"};

static bool has_feature(const struct check *check, unsigned first)
{
    for (unsigned i = first; i < COUNT(with_sockets); i++)
        if (strings_have(&check->vm->features, with_sockets[i]))
            return true;
    return false;
}

/* Checks that the guest kernel has feature number `first` of `with_sockets`, or a later one. */
static void need_feature(const struct check *check, const char *key, const char *what,
                         unsigned first)
{
    if (!has_feature(check, first))
        diag_add(check->diag, place_of(check, key, -1),
                 "vm '%s': key 'ready': %s needs the feature '%s'; add it to 'features'",
                 check->vm->name, what, with_sockets[first]);
}

/* `ready: program` is short for a mapping with the key `when`, which a message then must not
 * name. */
static void bad_when(const struct check *check)
{
    const struct vm *vm = check->vm;
    bool word = manifest_said(check->manifest, "vms", check->index, "ready");
    const char *words = "started, program or ended";

    diag_add(check->diag, place_of(check, word ? "ready" : "ready_when", -1),
             "vm '%s': key '%s': '%s' is wrong; expected %s", vm->name, word ? "ready" : "when",
             vm->ready.when, word && vm->guest == GUEST_LINUX ? READY_VALUES : words);
}

static void check_when(const struct check *check)
{
    struct ready *ready = &check->vm->ready;

    ready->program = !strcmp(ready->when, "program");
    ready->ended = !strcmp(ready->when, "ended");
    if (!ready->program && !ready->ended && strcmp(ready->when, "started"))
        bad_when(check);
    if (ready->ended && (ready->file || ready->port))
        diag_add(check->diag, place_of(check, "ready_when", -1),
                 "vm '%s': key 'when': 'ended' and '%s' exclude each other; remove one of them",
                 check->vm->name, ready->file ? "file" : "port");
    if (ready->ended && check->vm->restart.policy.when == EVM_RESTART_ALWAYS)
        diag_add(check->diag, place_of(check, "ready", -1),
                 "vm '%s': key 'ready': with 'restart: always' it never stays down; use 'failure'",
                 check->vm->name);
    if (ready->program && check->vm->guest == GUEST_LINUX)
        need_feature(check, "ready", "a message of the program", 0);
    if (ready->program && check->vm->guest == GUEST_NETBSD && !check->vm->client.count)
        diag_add(check->diag, place_of(check, "ready", -1),
                 "vm '%s': key 'ready': it has no client that could say so; remove 'ready'",
                 check->vm->name);
}

static void check_ready(const struct check *check)
{
    const struct ready *ready = &check->vm->ready;

    if (ready->when)
        check_when(check);
    if (ready->file && (*ready->file != '/' || strlen(ready->file) >= INIT_PATH))
        diag_add(check->diag, place_of(check, "ready_file", -1),
                 "vm '%s': key 'file': '%s' is wrong; expected an absolute path like /run/db.sock",
                 check->vm->name, ready->file);
    if (ready->port)
        need_feature(check, "ready_port", "a port", 1);
}

void check_order(const struct check *check)
{
    check_ready(check);
    if (!check->vm->after.count)
        return;
    check_waiter(check);
    for (uint32_t i = 0; i < check->vm->after.count; i++)
        check_entry_of(check, i);
}

/* ---- Circles --------------------------------------------------------------------------------- */

/* A walk from VM to VM by `after`, as deep as it goes. */
struct walk {
    const struct check *check;
    uint32_t path[EVM_COMPONENTS]; /* numbers of VMs */
    uint32_t depth;
    uint64_t seen; /* bits of components from which no circle leads, or only reported ones */
};

/* Reports the circle from place `first` of the path to its end. */
static void report_circle(const struct walk *walk, uint32_t first)
{
    const struct manifest *manifest = walk->check->manifest;
    struct buffer names = {0};

    for (uint32_t i = first; i < walk->depth; i++)
        buffer_format(&names, "'%s' after ", manifest->vms[walk->path[i]].name);
    buffer_format(&names, "'%s'", manifest->vms[walk->path[first]].name);
    buffer_extend(&names, 1);
    diag_add(walk->check->diag, manifest_place(manifest, (int)walk->path[first], "after", -1),
             "vm '%s': key 'after': it would wait for itself: %s; remove one of these",
             manifest->vms[walk->path[first]].name, names.data);
    buffer_free(&names);
}

static void follow(struct walk *walk, uint32_t number)
{
    const struct manifest *manifest = walk->check->manifest;

    for (uint32_t i = 0; i < walk->depth; i++) {
        if (walk->path[i] == number) {
            report_circle(walk, i);
            return;
        }
    }
    if (walk->seen >> manifest_component(number) & 1)
        return;
    walk->path[walk->depth++] = number;
    for (uint32_t other = 0; other < manifest->vm_count; other++)
        if (manifest->vms[number].after_bits >> manifest_component(other) & 1)
            follow(walk, other);
    walk->depth--;
    walk->seen |= 1ull << manifest_component(number);
}

void check_circles(const struct check *check)
{
    struct walk walk = {.check = check};

    if (manifest_component(check->manifest->vm_count) > EVM_COMPONENTS) /* reported */
        return;
    for (uint32_t number = 0; number < check->manifest->vm_count; number++)
        if (check->manifest->vms[number].after_bits)
            follow(&walk, number);
}
