/* SPDX-License-Identifier: BSD-2-Clause */
#include "nic.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

enum { COOKIE_FRAME, COOKIE_INFO };

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

static struct link_channel *out_of(struct nic *nic)
{
    return &nic->link.channels[nic->owner ? ETHER_SEND : ETHER_RECEIVE];
}

static struct link_channel *in_of(struct nic *nic)
{
    return &nic->link.channels[nic->owner ? ETHER_RECEIVE : ETHER_SEND];
}

bool nic_open(struct nic *nic, unsigned link)
{
    const struct cos_link *memory = &cos_self()->links[link];
    const struct link_shape shapes[] = ETHER_SHAPES(memory->bytes);
    struct link_config config = {.memory = (void *)memory->address,
                                 .bytes = memory->bytes,
                                 .owner = memory->owner == cos_self()->id,
                                 .channels = ETHER_CHANNELS,
                                 .shapes = shapes,
                                 .slots = nic->slots,
                                 .ring = ring,
                                 .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + link)};

    nic->owner = config.owner;
    return link < cos_self()->link_count && link_open(&nic->link, &config) == LINK_OK;
}

bool nic_poll(struct nic *nic)
{
    struct link_channel *out = out_of(nic);
    struct link_done done;
    int state;

    while ((state = link_poll(&nic->link)) == LINK_RESTARTED) {
        nic->restarts++;
        nic->flying = 0;
        while (link_reclaim(out, &done) == LINK_OK)
            link_give(out, done.buffer);
    }
    while (state == LINK_OK && link_reap(out, &done) == LINK_OK) {
        nic->flying--;
        nic->status = done.status;
        if (done.cookie == COOKIE_INFO && done.length == sizeof nic->info) {
            memcpy(&nic->info, link_buffer(out, done.buffer), sizeof nic->info);
            nic->informed = true;
        }
        link_give(out, done.buffer);
    }
    return state == LINK_OK;
}

static bool submit(struct nic *nic, unsigned kind, const struct sample *sample, uint64_t cookie)
{
    struct link_channel *out = out_of(nic);
    int buffer = nic->link.state == LINK_OK ? link_take(out) : LINK_DOWN;
    struct link_request request = {.buffer = (uint32_t)buffer, .kind = kind};

    if (buffer < 0)
        return false;
    if (sample != NULL) {
        request.length = sample->count;
        memcpy(link_buffer(out, request.buffer), sample->bytes, sample->count);
    }
    nic->flying++;
    return link_submit(out, &request, cookie) == LINK_OK;
}

bool nic_send(struct nic *nic, const struct sample *sample)
{
    return submit(nic, ETHER_FRAME, sample, COOKIE_FRAME);
}

bool nic_ask(struct nic *nic)
{
    return submit(nic, ETHER_INFO, NULL, COOKIE_INFO);
}

bool nic_receive(struct nic *nic, struct sample *sample)
{
    struct link_channel *in = in_of(nic);
    const struct link_request *request;

    if (link_next(in, &request) != LINK_OK)
        return false;
    sample->count = request->length < FRAMES_MOST ? request->length : FRAMES_MOST;
    memcpy(sample->bytes, link_buffer(in, request->buffer), sample->count);
    link_complete(in, request->buffer, 0, 0);
    return true;
}
