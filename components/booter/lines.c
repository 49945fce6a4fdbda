/* SPDX-License-Identifier: BSD-2-Clause */
#include "lines.h"

#include "common.h"
#include "ranges.h"

#include <evm/reserved.h>

#define LINE_EVENTS ((uint64_t)COS_EVENT_OWN - COS_EVENT_IRQ)

static uint8_t users[COS_IRQ_MSI]; /* 0: none */

/* Whether the image grants the line to another component, or the system has it. */
static bool is_taken(uint64_t id, uint64_t line)
{
    struct evm_grant wanted = {EVM_GRANT_IRQ, 0, line, 0};

    if (evm_reserved_by(&wanted) != NULL || (users[line] != 0 && users[line] != id))
        return true;
    for (uint64_t other = 0; other < image()->component_count; other++) {
        const struct evm_component *c = component(other);

        for (uint32_t i = 0; other != id && i < c->grant_count; i++)
            if (evm_grants_clash(grants_of(c) + i, &wanted))
                return true;
    }
    return false;
}

static unsigned slot_of(uint64_t id, unsigned index)
{
    return grants_count(id, EVM_GRANT_IRQ) + index;
}

uint64_t line_events(uint64_t id, unsigned index)
{
    return COS_EVENT_IRQ << slot_of(id, index);
}

int64_t line_give(uint64_t id, unsigned index, uint64_t line, uint64_t events)
{
    unsigned slot = slot_of(id, index);

    if (line >= COS_IRQ_MSI || events & ~LINE_EVENTS)
        return -COS_EINVAL;
    if (line == 0)
        return table_give_line(id, slot, message_line(id, index), line_events(id, index));
    if (is_taken(id, line))
        return -COS_EEXIST;
    users[line] = (uint8_t)id;
    return table_give_line(id, slot, line, events);
}

void lines_leave(uint64_t id)
{
    for (unsigned line = 0; line < COS_IRQ_MSI; line++)
        if (users[line] == id)
            users[line] = 0;
}
