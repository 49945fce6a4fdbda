/* SPDX-License-Identifier: BSD-2-Clause */
#include "links.h"

#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <errno.h>

static struct vm_link *open_links;

/* The rest of the text after `start`; NULL: it does not begin with that. */
static const char *behind(const char *text, const char *start)
{
    size_t length = strlen(start);

    return text != NULL && strncmp(text, start, length) == 0 ? text + length : NULL;
}

const char *channels_find(const char *kind, const char *name)
{
    for (const char *text = channels_next(NULL); text != NULL; text = channels_next(text)) {
        const char *rest = behind(behind(behind(behind(text, kind), ":"), name), "=");

        if (rest != NULL)
            return rest;
    }
    return NULL;
}

static void ring(void *slot)
{
    cos_signal((uint64_t)slot);
}

/* NULL: the text begins with no number of a link, or the link has no signal. */
static const struct cos_link *link_of(const char *text, uint32_t *index)
{
    const struct cos_start *start = cos_self();

    *index = 0;
    if (*text < '0' || *text > '9')
        return NULL;
    for (; *text >= '0' && *text <= '9' && *index < start->link_count; text++)
        *index = *index * 10 + (uint32_t)(*text - '0');
    return *index < start->link_count && *index < COS_SIGNALS ? &start->links[*index] : NULL;
}

static bool in_use(uint64_t address)
{
    struct vm_link *other = open_links;

    while (other != NULL && (uint64_t)other->config.memory != address)
        other = other->next;
    return other != NULL;
}

int vm_link_open(struct vm_link *vm_link, const char *text, const struct link_shape *shapes,
                 uint32_t count, struct link_slot *slots, void (*serve)(struct vm_link *))
{
    uint32_t index;
    const struct cos_link *found = link_of(text, &index);
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
                                           .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + index)};
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
