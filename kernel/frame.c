/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame.h"

struct frame *frames;
uint64_t frame_count;

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
    frame_end_clear(f);
}

void frame_end_clear(struct frame *f)
{
    f->gen++;
    f->life++;
    f->parent = 0;
    f->type = COS_FRAME_FREE;
}
