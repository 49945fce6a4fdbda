/* SPDX-License-Identifier: BSD-2-Clause */
#include "answer.h"

#include <cos/blob.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor_control.h>

static const struct control_config *config;
static uint32_t self;
static uint64_t ending; /* the method by which the monitor is to end itself, + 1; 0: none */

bool answer_begin(const struct cos_start *start)
{
    const struct cos_blob *blob = cos_blob_find(start, CONTROL_CONFIG);

    config = blob != NULL ? (void *)blob->address : NULL;
    self = start->id;
    return config != NULL;
}

static uint64_t us_of(uint64_t ticks)
{
    uint64_t in_ms = cos_ticks(1000);

    return ticks / in_ms * 1000 + ticks % in_ms * 1000 / in_ms;
}

static uint64_t now_us(void)
{
    return us_of(cos_tsc() - cos_self()->boot_tsc);
}

static void hello(struct control_hello *hello)
{
    *hello = (struct control_hello){
        .version = CONTROL_VERSION, .components = config->components, .now_us = now_us()};
}

static uint64_t usage(uint64_t id, enum supervisor_usage figure)
{
    struct cos_result result = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_USAGE, id, figure, 0);

    return result.value == 0 ? result.extra : 0;
}

static void show_ends(struct control_component *shown, uint64_t id)
{
    shown->restarts = (uint32_t)usage(id, SUPERVISOR_RESTARTS);
    shown->exits = (uint32_t)usage(id, SUPERVISOR_EXITS);
    shown->reboots = (uint32_t)usage(id, SUPERVISOR_REBOOTS);
    shown->crashes = (uint32_t)usage(id, SUPERVISOR_CRASHES);
    shown->kills = (uint32_t)usage(id, SUPERVISOR_KILLS);
    shown->losses = (uint32_t)usage(id, SUPERVISOR_LOSSES);
    shown->hangs = (uint32_t)usage(id, SUPERVISOR_HANGS);
    shown->missed = (uint32_t)usage(id, SUPERVISOR_MISSED);
}

static void show(struct control_component *shown, uint64_t id)
{
    const struct control_item *item = &config->item[id];
    int64_t status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value;

    *shown = (struct control_component){.result = status < 0 ? status : 0,
                                        .kind = item->kind,
                                        .declared = item->declared,
                                        .priority = item->priority,
                                        .weight = item->weight,
                                        .budget_us = item->budget_us,
                                        .period_us = item->period_us};
    if (status < 0)
        return;
    memcpy(shown->name, item->name, sizeof shown->name);
    shown->state = status & 0xff;
    shown->status = status >> 8 & 0xff;
    shown->was_hung = !!(status & SUPERVISOR_WAS_HUNG);
    shown->now_us = now_us();
    shown->time_us = us_of(usage(id, SUPERVISOR_TIME));
    shown->memory = usage(id, SUPERVISOR_PAGES) * COS_PAGE_SIZE;
    show_ends(shown, id);
}

/* Ends another component; the monitor itself ends when it has answered. */
static int64_t end(uint64_t method, uint64_t id)
{
    if (id != self)
        return cos_call(COS_SLOT_SUPERVISOR, method, id, 0, 0).value;
    ending = method + 1;
    return 0;
}

static int64_t result_of(uint16_t kind, uint64_t id)
{
    switch (kind) {
    case CONTROL_KILL:
        return end(SUPERVISOR_KILL, id);
    case CONTROL_RESTART:
        return end(SUPERVISOR_AGAIN, id);
    case CONTROL_STOP:
        return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0).value;
    default:
        return -COS_ENOSYS;
    }
}

bool answer_make(const struct control_frame *request, struct control_frame *answer)
{
    uint16_t kind = request->head.kind;
    uint64_t id;
    int64_t result = -COS_ENOENT;

    if (request->head.bytes != sizeof id || kind >= CONTROL_ANSWER)
        return false;
    memcpy(&id, request->contents, sizeof id);
    answer->head = (struct control_head){
        .kind = kind + CONTROL_ANSWER, .bytes = sizeof result, .number = request->head.number};
    if (kind == CONTROL_HELLO) {
        answer->head.bytes = sizeof(struct control_hello);
        hello((struct control_hello *)answer->contents);
        return true;
    }
    if (kind == CONTROL_SHOW && id < config->components) {
        answer->head.bytes = sizeof(struct control_component);
        show((struct control_component *)answer->contents, id);
        return true;
    }
    if (id < config->components || kind == CONTROL_STOP)
        result = result_of(kind, id);
    memcpy(answer->contents, &result, sizeof result);
    return true;
}

void answer_sent(void)
{
    if (ending != 0)
        cos_call(COS_SLOT_SUPERVISOR, ending - 1, self, 0, 0);
}
