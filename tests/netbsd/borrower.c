/* SPDX-License-Identifier: BSD-2-Clause */
/* The owner of the link with a VM's interface, as a switch is that borrows it: asks for its
 * description, and sends frames that it takes and others that it refuses. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>
#include <link/link.h>

#include "check.h"
#include "first_link.h"

#define PATIENCE_US 30000000 /* the VM does other things first */
#define MTU         1500

static const struct link_shape shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, true},
    [ETHER_RECEIVE] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, false},
};
static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static struct link link;
static struct link_channel *const out = &link.channels[ETHER_SEND];
static struct ether_info info;

COS_STACK(16384);

/* Status of one request; ETIMEDOUT. */
static int64_t ask(uint32_t kind, uint32_t length)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;
    struct link_request request = {.kind = kind, .length = length};
    struct link_done done;
    int buffer = -1;

    while (cos_tsc() < deadline) {
        link_poll(&link);
        if (buffer < 0 && link.state == LINK_OK && (buffer = link_take(out)) >= 0) {
            request.buffer = (uint32_t)buffer;
            link_submit(out, &request, 0);
        }
        if (buffer >= 0 && link_reap(out, &done) == LINK_OK) {
            if (kind == ETHER_INFO && done.length == sizeof(info))
                memcpy(&info, link_buffer(out, done.buffer), sizeof(info));
            link_give(out, done.buffer);
            return done.status;
        }
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
    return -COS_ETIMEDOUT;
}

int main(const struct cos_start *start)
{
    struct link_config config = first_link(start, ETHER_CHANNELS, shapes, slots);

    check_result(link_open(&link, &config), LINK_OK, "open the link");
    check_result(ask(ETHER_INFO, 0), 0, "the interface says what it is");
    check(info.address[0] == 2 && info.address[5] == 3 && info.mtu == MTU &&
              info.flags == ETHER_LINK_UP,
          "it has the address that it should have, and is connected");
    check_result(ask(ETHER_FRAME, ETHER_HEADER - 1), -COS_EINVAL, "a frame that is too short");
    check_result(ask(ETHER_FRAME, ETHER_HEADER + MTU + 1), -COS_EINVAL, "a frame that is too long");
    check_result(ask(9, 60), -COS_ENOSYS, "no frame at all");
    check_result(ask(ETHER_FRAME, ETHER_HEADER + MTU), 0, "a frame");
    return check_done();
}
