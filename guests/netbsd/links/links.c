/* SPDX-License-Identifier: BSD-2-Clause */
#include "links.h"

#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <errno.h>

static struct vm_link *open_links;

static void ring(void *slot)
{
    cos_signal((uint64_t)slot);
}

/* NULL: the VM has no such link, or the link has no signal. */
static const struct cos_link *link_of(uint32_t index)
{
    const struct cos_start *start = cos_self();

    return index < start->link_count && index < COS_SIGNALS ? &start->links[index] : NULL;
}

static bool in_use(uint64_t address)
{
    struct vm_link *other = open_links;

    while (other != NULL && (uint64_t)other->config.memory != address)
        other = other->next;
    return other != NULL;
}

int vm_link_open(struct vm_link *vm_link, uint32_t index, const struct link_shape *shapes,
                 uint32_t count, struct link_slot *slots, void (*serve)(struct vm_link *))
{
    const struct cos_link *found = link_of(index);
    bool own = found != NULL && found->owner == cos_self()->id;

    if (found == NULL)
        return ENXIO;
    if (in_use(found->address))
        return EBUSY;
    vm_link->peer = own ? found->peer : found->owner;
    vm_link->events = COS_EVENT_FROM(vm_link->peer);
    vm_link->serve = serve;
    vm_link->config = (struct link_config){.memory = (void *)found->address,
                                           .bytes = found->bytes,
                                           .owner = own,
                                           .channels = count,
                                           .shapes = shapes,
                                           .slots = slots,
                                           .ring = ring,
                                           .bell = (void *)(COS_SLOT_SIGNAL + (uint64_t)index)};
    if (link_open(&vm_link->link, &vm_link->config) != LINK_OK)
        return ENOSPC;
    vm_link->next = open_links;
    open_links = vm_link;
    return 0;
}

void vm_link_reopen(struct vm_link *vm_link)
{
    link_open(&vm_link->link, &vm_link->config);
}

void vm_link_close(struct vm_link *vm_link)
{
    struct vm_link **place = &open_links;

    while (*place != vm_link)
        place = &(*place)->next;
    *place = vm_link->next;
}

void links_event(uint64_t events)
{
    for (struct vm_link *vm_link = open_links; vm_link != NULL; vm_link = vm_link->next) {
        if (events & COS_EVENT_PEER && vm_link->look != NULL)
            vm_link->look(vm_link);
        if (vm_link->events & events)
            vm_link->serve(vm_link);
    }
}
