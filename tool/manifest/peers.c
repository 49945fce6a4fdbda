/* SPDX-License-Identifier: BSD-2-Clause */
/* The peers of a native VM: `calls`, `signals`, `links`, `uses`, and the links that `uses`
 * makes. */
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>
#include <cos/start.h>

#include "base/words.h"
#include "check.h"

#define GATES  COUNT(((struct evm_component *)0)->gates)
#define NATIVE (1u << GUEST_NATIVE)
#define NETBSD (1u << GUEST_NETBSD)

/* A key that names other VMs, and the guests that they may have. */
struct reach {
    const char *key;
    unsigned guests;
    const char *another; /* for messages: which VM it is that the key names */
    const char *hint;    /* for messages: what a VM with a wrong guest should be */
};

static const struct reach calls = {"calls", NATIVE, "another native VM",
                                   "a native VM; one with a NetBSD guest is named by 'uses'"},
                          signals = {"signals", NATIVE, "another native VM", "a native VM"},
                          links = {"links", NATIVE, "another native VM",
                                   "a native VM; one with a NetBSD guest is named by 'uses'"},
                          files = {"files", NATIVE | NETBSD, "a VM that serves files",
                                   "a VM with a NetBSD guest"},
                          sockets = {"sockets", NATIVE | NETBSD, "a VM that serves sockets",
                                     "a VM with a NetBSD guest"};

static bool reachable(const struct reach *reach, const struct vm *vm)
{
    return vm->guest == GUEST_UNKNOWN || reach->guests & 1u << vm->guest;
}

static void unknown_vm(const struct check *check, const struct reach *reach, int index,
                       const char *name)
{
    const struct manifest *manifest = check->manifest;

    if (manifest_dropped(manifest, name))
        return;
    const char **names = need(manifest->vm_count * sizeof(*names));

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        names[i] = i != check->index && reachable(reach, &manifest->vms[i]) ? manifest->vms[i].name
                                                                            : NULL;
    const char *near = nearest(name, names, manifest->vm_count);

    diag_add(check->diag, place_of(check, reach->key, index),
             near ? "vm '%s': key '%s': no VM '%s'; did you mean '%s'?"
                  : "vm '%s': key '%s': no VM '%s'; expected the name of %s",
             check->vm->name, reach->key, name, near ? near : reach->another);
    free(names);
}

/* Returns the VM that is named there, or NULL after reporting a mistake. */
static struct vm *find_peer(struct check *check, const struct reach *reach, int index,
                            const char *name)
{
    const struct manifest *manifest = check->manifest;
    struct vm *peer = manifest->vms;

    while (peer < manifest->vms + manifest->vm_count && strcmp(peer->name, name))
        peer++;
    if (peer == manifest->vms + manifest->vm_count)
        unknown_vm(check, reach, index, name);
    else if (peer == check->vm)
        bad_entry(check, reach->key, index, name, "another VM than itself");
    else if (peer->guest == GUEST_LINUX && reach->guests == NATIVE)
        bad_entry(check, reach->key, index, name,
                  "a native VM; one with a Linux guest has no gates");
    else if (!reachable(reach, peer))
        bad_entry(check, reach->key, index, name, reach->hint);
    else
        return peer;
    return NULL;
}

static uint32_t component_of(const struct check *check, const struct vm *vm)
{
    return manifest_component(vm - check->manifest->vms);
}

/* Checks an entry of `calls`: a VM's name, or name:gate. */
static void check_call(struct check *check, uint32_t index)
{
    char *name = text("%s", check->vm->calls.item[index]), *gate = strchr(name, ':');
    uint64_t number = 0;

    if (gate)
        *gate++ = 0;
    if (gate && (!parse_number(gate, &number) || number >= GATES)) {
        bad_entry(check, "calls", index, check->vm->calls.item[index],
                  "NAME or NAME:GATE with a gate from 0 to 3");
    } else {
        const struct vm *peer = find_peer(check, &calls, index, name);

        if (peer && check_entry(check, "calls", index, peer, number))
            add_grant(check, EVM_GRANT_CALL, 0, component_of(check, peer), number);
    }
    free(name);
}

static void check_signals(struct check *check)
{
    const struct strings *list = &check->vm->signals;

    check_count(check, "signals", list, COS_SIGNALS);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct vm *peer = find_peer(check, &signals, i, list->item[i]);

        if (peer && !add_signal(check, component_of(check, peer)))
            bad_entry(check, "signals", i, list->item[i],
                      "at most 64 signals, those of links included");
    }
}

/* ---- Links ----------------------------------------------------------------------------------- */

/* Checks an entry of `links`: name+size. Its owner may signal the other side. */
static void check_link(struct check *check, uint32_t index)
{
    const char *item = check->vm->links.item[index];
    char *name = text("%s", item), *size = strchr(name, '+');
    struct evm_channel channel = {.kind = EVM_CHANNEL_LINK};
    const struct vm *peer = NULL;
    uint64_t bytes = 0;

    if (size)
        *size++ = 0;
    if (!size || !parse_size(size, &bytes) || !bytes || bytes % COS_PAGE_SIZE ||
        bytes > COS_LINK_BYTES)
        bad_entry(check, "links", index, item, "NAME+SIZE with a multiple of 4K up to 2M");
    else
        peer = find_peer(check, &links, index, name);
    if (peer) {
        channel.index = add_link(check, component_of(check, peer), bytes);
        add_channel(check, peer->name, &channel);
    }
    free(name);
}

static bool leads_to(const char *link, const struct vm *vm)
{
    size_t length = strlen(vm->name);

    return !strncmp(link, vm->name, length) && link[length] == '+';
}

/* Lets this VM signal the owner `other` of links that lead to it. */
static void check_links_of(struct check *check, uint32_t other)
{
    const struct vm *owner = &check->manifest->vms[other];

    for (uint32_t i = 0; owner != check->vm && i < owner->links.count; i++)
        if (leads_to(owner->links.item[i], check->vm) &&
            !add_signal(check, manifest_component(other)))
            diag_add(check->diag, manifest_place(check->manifest, other, "links", i),
                     "vm '%s': key 'links': '%s' is wrong; expected a VM with at most 64 links and "
                     "signals",
                     owner->name, owner->links.item[i]);
}

/* Adds signals in the order of the VM's links. */
static void check_links(struct check *check)
{
    check_count(check, "links", &check->vm->links, COS_LINKS_EACH);
    for (uint32_t i = 0; i < check->vm->links.count; i++)
        check_link(check, i);
    check_ports_of(check);
    check_used_disks(check);
    for (uint32_t other = 0; other < check->manifest->vm_count; other++)
        check_links_of(check, other);
}

void check_peers(struct check *check)
{
    check_count(check, "calls", &check->vm->calls,
                COS_SLOT_SIGNAL - COS_SLOT_CALL - check->vm->rng);
    for (uint32_t i = 0; i < check->vm->calls.count; i++)
        check_call(check, i);
    check_links(check);
    check_signals(check);
}

/* Checks one of the two kinds of use, which has a gate in a slot of its own. */
static struct vm *check_use(struct check *check, const struct reach *reach, const char *name,
                            uint32_t slot)
{
    struct vm *peer = name ? find_peer(check, reach, -1, name) : NULL;

    if (peer && check_entry(check, reach->key, -1, peer, 0)) {
        peer->used = true;
        add_grant(check, EVM_GRANT_CALL, slot, component_of(check, peer), 0);
    }
    return peer;
}

void check_uses(struct check *check)
{
    const struct vm *store = check_use(check, &files, check->vm->files, COS_SLOT_FILES);
    const struct vm *net = check_use(check, &sockets, check->vm->sockets, COS_SLOT_SOCKETS);
    uint64_t pages = check->vm->link_bytes >> COS_PAGE_SHIFT;

    if (manifest_said(check->manifest, "vms", check->index, "link") && !check->vm->files &&
        !check->vm->sockets)
        diag_add(check->diag, place_of(check, "link", -1),
                 "vm '%s': key 'link': there is no VM to share it with; add 'uses', or remove it",
                 check->vm->name);
    if (store)
        add_grant(check, EVM_GRANT_LINK, 0, component_of(check, store), pages);
    if (net && net != store)
        add_grant(check, EVM_GRANT_LINK, 0, component_of(check, net), pages);
}
