/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch's links on the build machine: a sender ends, and its link is cleared, while a
 * frame of its is copied. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#define main component_main /* which cos/runtime.h declares */
#include "side.h"
#include <cos/runtime.h>
#undef main

#define LINK_BYTES 270336 /* 264 KiB */
#define PAGE       4096
#define PAYLOAD    64
#define WAITING    40 /* more than a page of frames */
#define QUEUE      (8 * PAGE) /* bytes for each port's queue */
#define FRAME      (ETHER_HEADER + 20 + PAYLOAD)

enum { SENDER, RECEIVER, PORTS };

static struct {
    struct link link;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint8_t *memory;
} vms[PORTS];
static uint8_t switch_memory[PORTS * (NETSWITCH_PORT_BYTES + QUEUE)] __attribute__((aligned(PAGE)));
static uint8_t *guarded, *guarded_end;
uint64_t now;
struct fabric fabric;

uint64_t cos_ticks(uint64_t us)
{
    return us;
}

static void no_ring(void *bell)
{
    (void)bell;
}

static void open_vm(unsigned port)
{
    static const struct link_shape shapes[ETHER_CHANNELS] = {
        [ETHER_SEND] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, true },
        [ETHER_RECEIVE] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, false },
    };
    struct link_config config = { .memory = vms[port].memory,
                                  .bytes = LINK_BYTES,
                                  .owner = true,
                                  .channels = ETHER_CHANNELS,
                                  .shapes = shapes,
                                  .slots = vms[port].slots,
                                  .ring = no_ring };

    assert_int_equal(link_open(&vms[port].link, &config), LINK_OK);
}

/* queue: bytes for each port's. */
static void begin(unsigned queue)
{
    struct cos_start start = { .ram_start = (uint64_t)switch_memory };

    memset(switch_memory, 0, sizeof switch_memory);
    start.ram_pages = (PORTS * (NETSWITCH_PORT_BYTES + queue) + PAGE - 1) / PAGE;
    fabric = (struct fabric){
        .count = PORTS,
        .ports = { [SENDER] = { .address = 2, .ip = 10, .peers = 1u << RECEIVER },
                   [RECEIVER] = { .address = 4, .ip = 11, .peers = 1u << SENDER } }
    };
    assert_true(sides_allocate(&start, PORTS));
    for (unsigned i = 0; i < PORTS; i++) {
        struct cos_link link = { .address = 0, .bytes = LINK_BYTES };

        vms[i].memory = vms[i].memory != NULL ? vms[i].memory
                                              : mmap(NULL, LINK_BYTES, PROT_READ | PROT_WRITE,
                                                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(vms[i].memory, 0, LINK_BYTES);
        link.address = (uint64_t)vms[i].memory;
        open_vm(i);
        assert_null(side_open(i, &link, false));
        for (unsigned turn = 0; turn < 4; turn++) {
            side_poll(i);
            link_poll(&vms[i].link);
        }
        assert_true(side_poll(i) && vms[i].link.state == LINK_OK);
    }
}

static void send_frame(void)
{
    struct link_channel *out = &vms[SENDER].link.channels[ETHER_SEND];
    struct link_request request = { .buffer = (uint32_t)link_take(out),
                                    .length = FRAME,
                                    .kind = ETHER_FRAME };
    uint8_t *frame = link_buffer(out, request.buffer);
    static const uint8_t head[] = { 0, 0, 0,  0, 0,  4,    0, 0, 0,
                                    0, 0, 2,  8, 0,  0x45, 0, 0, 20 + PAYLOAD,
                                    0, 0, 0,  0, 64, 99,   0, 0, 0,
                                    0, 0, 10, 0, 0,  0,    11 };

    memcpy(frame, head, sizeof head);
    memset(frame + sizeof head, 0x5a, FRAME - sizeof head);
    link_submit(out, &request, 0);
    link_flush(&vms[SENDER].link);
}

/* The sender has ended. */
static void clear(int number)
{
    (void)number;
    mprotect(guarded, (size_t)(guarded_end - guarded), PROT_READ | PROT_WRITE);
    memset(vms[SENDER].memory, 0, LINK_BYTES);
}

/* When the switch writes there. */
static void clear_when_written(uint8_t *start, uint8_t *end)
{
    guarded = (uint8_t *)(((uintptr_t)start + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
    guarded_end = end;
    signal(SIGSEGV, clear);
    assert_int_equal(mprotect(guarded, (size_t)(guarded_end - guarded), PROT_NONE), 0);
}

/* Whether the receiver gets a frame, of which the payload is good. */
static bool receive(void)
{
    struct link_channel *in = &vms[RECEIVER].link.channels[ETHER_RECEIVE];
    const struct link_request *request;

    link_flush(&sides[RECEIVER].link);
    if (link_poll(&vms[RECEIVER].link) != LINK_OK || link_next(in, &request) != LINK_OK) {
        return false;
    }
    assert_int_equal(((uint8_t *)link_buffer(in, request->buffer))[FRAME - 1], 0x5a);
    link_complete(in, request->buffer, 0, 0);
    return true;
}

static void test_passes(void **state)
{
    (void)state;
    begin(0);
    send_frame();
    assert_true(side_take(SENDER));
    assert_true(receive());
    assert_int_equal(fabric.ports[RECEIVER].counters[NETSWITCH_LOST], 0);
}

static void test_cleared_while_copied(void **state)
{
    (void)state;
    begin(0);
    send_frame();
    side_take(SENDER);
    assert_true(receive());
    send_frame();
    clear_when_written(link_buffer(sides[RECEIVER].to, 0), vms[RECEIVER].memory + LINK_BYTES);
    side_take(SENDER);
    assert_false(receive());
    assert_int_equal(fabric.ports[RECEIVER].counters[NETSWITCH_LOST], 1);
    assert_int_equal(fabric.ports[RECEIVER].counters[NETSWITCH_FRAMES_OUT], 1);
}

/* The receiver is slow: frames for it wait. */
static void test_cleared_while_queued(void **state)
{
    struct queue *queue;

    (void)state;
    begin(QUEUE);
    for (unsigned i = 0; i < ETHER_DEPTH + WAITING; i++) {
        send_frame();
        side_take(SENDER);
        link_flush(&sides[SENDER].link);
        link_poll(&vms[SENDER].link);
        for (struct link_done done;
             link_reap(&vms[SENDER].link.channels[ETHER_SEND], &done) == LINK_OK;) {
            link_give(&vms[SENDER].link.channels[ETHER_SEND], done.buffer);
        }
    }
    queue = &sides[RECEIVER].queue;
    assert_int_equal(queue->frames, WAITING);
    send_frame();
    clear_when_written(queue->memory, switch_memory + sizeof switch_memory);
    side_take(SENDER);
    assert_int_equal(queue->frames, WAITING);
    assert_int_equal(fabric.ports[RECEIVER].counters[NETSWITCH_LOST], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_cleared_while_copied),
        cmocka_unit_test(test_cleared_while_queued),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
