/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame.h"

#include "machine.h"

struct frame *frames;
uint64_t frame_count;

void *frame_memory(const struct frame *f)
{
    return direct_map(frame_number(f) << COS_PAGE_SHIFT);
}

struct frame *frame_of(const void *memory)
{
    return &frames[direct_map_address(memory) >> COS_PAGE_SHIFT];
}

void frame_make(struct frame *f, uint8_t type)
{
    page_zero(frame_memory(f));
    f->type = type;
    f->parent = 0;
    f->level = 0;
    f->client = 0;
}

void frame_end(struct frame *f)
{
    page_zero(frame_memory(f));
    f->gen++;
    f->life++;
    f->parent = 0;
    f->type = COS_FRAME_FREE;
}
