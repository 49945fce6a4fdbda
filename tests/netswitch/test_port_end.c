/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch's links on the build machine: the length of frames; and a sender that ends, with its
 * link cleared, while the switch copies its frame. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#define main component_main /* which cos/runtime.h declares */
#include "port_end.h"
#include <cos/abi.h>
#include <cos/runtime.h>
#undef main

#define LINK_BYTES 270336  /* 264 KiB */
#define LINK_MOST  1171456 /* 1144 KiB, for an MTU of 9000 */
#define PAGE       4096
#define PAYLOAD    64
#define WAITING    40         /* more than a page of frames */
#define QUEUE      (8 * PAGE) /* bytes for each port's queue */
#define FRAME      (ETHER_HEADER + 20 + PAYLOAD)

enum { SENDER, RECEIVER, PORTS };

static struct {
    struct link link;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint8_t *memory;
} vms[PORTS];
static uint8_t switch_memory[PORTS * (NETSWITCH_PORT_BYTES + QUEUE) + 3 * PAGE]
    __attribute__((aligned(PAGE)));
static uint8_t *guarded, *guarded_end;
uint64_t now;
struct bridge bridge;
static uint64_t link_size;

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
    const struct link_shape shapes[] = ETHER_SHAPES(link_size);
    struct link_config config = {.memory = vms[port].memory,
                                 .bytes = link_size,
                                 .owner = true,
                                 .channels = ETHER_CHANNELS,
                                 .shapes = shapes,
                                 .slots = vms[port].slots,
                                 .ring = no_ring};

    assert_int_equal(link_bytes(shapes, ETHER_CHANNELS), link_size);
    assert_int_equal(link_open(&vms[port].link, &config), LINK_OK);
}

/* queue: bytes for each port's queue. */
static void begin_with(unsigned queue, uint32_t mtu)
{
    struct cos_start start = {.ram_start = (uint64_t)switch_memory};
    unsigned copy = mtu > ETHER_MTU ? 3 * PAGE : 0;

    memset(switch_memory, 0, sizeof switch_memory);
    start.ram_pages = (PORTS * (NETSWITCH_PORT_BYTES + queue) + copy + PAGE - 1) / PAGE;
    link_size = ETHER_LINK(mtu);
    bridge = (struct bridge){
        .count = PORTS,
        .mtu = mtu,
        .ports = {[SENDER] = {.address = 2, .ip = 10, .peers = 1u << RECEIVER},
                  [RECEIVER] = {.address = 4, .ip = 11, .peers = 1u << SENDER}}};
    assert_true(port_ends_allocate(&start, PORTS));
    for (unsigned i = 0; i < PORTS; i++) {
        struct cos_link link = {.address = 0, .bytes = link_size};

        vms[i].memory = vms[i].memory != NULL ? vms[i].memory
                                              : mmap(NULL, LINK_MOST, PROT_READ | PROT_WRITE,
                                                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(vms[i].memory, 0, LINK_MOST);
        link.address = (uint64_t)vms[i].memory;
        open_vm(i);
        assert_null(port_end_open(i, &link, false));
        for (unsigned turn = 0; turn < 4; turn++) {
            port_end_poll(i);
            link_poll(&vms[i].link);
        }
        assert_true(port_end_poll(i) && vms[i].link.state == LINK_OK);
    }
}

static void begin(unsigned queue)
{
    begin_with(queue, ETHER_MTU);
}

/* Sends a frame with a payload of 0x5a. Returns false if no buffer can hold it. */
static bool send_bytes(uint32_t bytes)
{
    struct link_channel *out = &vms[SENDER].link.channels[ETHER_SEND];
    struct link_request request = {
        .buffer = (uint32_t)link_take(out), .length = bytes, .kind = ETHER_FRAME};
    uint8_t *frame = link_buffer(out, request.buffer);
    const uint32_t ip = bytes - ETHER_HEADER;
    const uint8_t head[] = {
        0,           0, 0, 0, 0, 4,  0,  0, 0, 0, 0, 2, 8,  0, 0x45, 0, (uint8_t)(ip >> 8),
        (uint8_t)ip, 0, 0, 0, 0, 64, 99, 0, 0, 0, 0, 0, 10, 0, 0,    0, 11};

    if (bytes > out->buffer_bytes) {
        assert_int_equal(link_submit(out, &request, 0), LINK_INVALID);
        return link_give(out, request.buffer) != LINK_OK;
    }
    memcpy(frame, head, sizeof head);
    memset(frame + sizeof head, 0x5a, bytes - sizeof head);
    link_submit(out, &request, 0);
    link_flush(&vms[SENDER].link);
    return true;
}

static void send_frame(void)
{
    send_bytes(FRAME);
}

/* Clears the sender's link, as its end does. */
static void clear(int number)
{
    (void)number;
    mprotect(guarded, (size_t)(guarded_end - guarded), PROT_READ | PROT_WRITE);
    memset(vms[SENDER].memory, 0, LINK_BYTES);
}

/* Clears it when the switch writes there. */
static void clear_when_written(uint8_t *start, uint8_t *end)
{
    guarded = (uint8_t *)(((uintptr_t)start + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
    guarded_end = end;
    signal(SIGSEGV, clear);
    assert_int_equal(mprotect(guarded, (size_t)(guarded_end - guarded), PROT_NONE), 0);
}

/* Returns the length of the frame that the receiver gets, with a good payload; 0: none. */
static uint32_t receive(void)
{
    struct link_channel *in = &vms[RECEIVER].link.channels[ETHER_RECEIVE];
    const struct link_request *request;

    link_flush(&port_ends[RECEIVER].link);
    if (link_poll(&vms[RECEIVER].link) != LINK_OK || link_next(in, &request) != LINK_OK)
        return 0;
    assert_int_equal(((uint8_t *)link_buffer(in, request->buffer))[request->length - 1], 0x5a);
    link_complete(in, request->buffer, 0, 0);
    link_flush(&vms[RECEIVER].link);
    return request->length;
}

/* Returns the switch's status for the last frame sent. */
static int32_t status(void)
{
    struct link_channel *out = &vms[SENDER].link.channels[ETHER_SEND];
    struct link_done done;

    link_flush(&port_ends[SENDER].link);
    assert_int_equal(link_poll(&vms[SENDER].link), LINK_OK);
    assert_int_equal(link_reap(out, &done), LINK_OK);
    link_give(out, done.buffer);
    return done.status;
}

static void test_passes(void **state)
{
    (void)state;
    begin(0);
    send_frame();
    assert_true(port_end_take(SENDER));
    assert_int_equal(receive(), FRAME);
    assert_int_equal(bridge.ports[RECEIVER].counters[NETSWITCH_LOST], 0);
}

/* The sender cannot send a frame that fits no buffer; the switch drops one longer than the MTU, and
 * the frames behind it pass. */
static void test_lengths(void **state)
{
    static const struct {
        uint32_t mtu, bytes;
        bool sent, passes;
    } cases[] = {
        {1500, 1514, true, true},   {1500, 1515, true, false},  {1500, 2048, true, false},
        {1500, 9014, false, false}, {1500, 9015, false, false}, {9000, 1514, true, true},
        {9000, 1515, true, true},   {9000, 9014, true, true},   {9000, 9015, true, false},
        {9000, 9088, true, false},  {9000, 9089, false, false}, {1280, 1294, true, true},
        {1280, 1295, true, false},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_with(QUEUE, cases[i].mtu);
        assert_int_equal(send_bytes(cases[i].bytes), cases[i].sent);
        assert_true(port_end_take(SENDER));
        if (cases[i].sent)
            assert_int_equal(status(), cases[i].passes ? 0 : -COS_EINVAL);
        assert_int_equal(receive(), cases[i].passes ? cases[i].bytes : 0);
        assert_int_equal(bridge.ports[SENDER].counters[NETSWITCH_MALFORMED],
                         cases[i].sent && !cases[i].passes);
        assert_true(send_bytes(FRAME) && port_end_take(SENDER));
        assert_int_equal(status(), 0);
        assert_int_equal(receive(), FRAME);
        assert_int_equal(bridge.ports[SENDER].counters[NETSWITCH_BREAKS], 0);
    }
}

/* The receiver's buffers fill, then its queue; all these frames come out whole. */
static void test_long_ones_wait(void **state)
{
    const unsigned waiting = QUEUE / (8 + 9016);
    unsigned came = 0;

    (void)state;
    begin_with(QUEUE, 9000);
    for (unsigned i = 0; i < ETHER_DEPTH + waiting + 1; i++) {
        send_bytes(9014);
        port_end_take(SENDER);
        assert_int_equal(status(), 0);
    }
    assert_int_equal(port_ends[RECEIVER].queue.frames, waiting);
    assert_int_equal(bridge.ports[RECEIVER].counters[NETSWITCH_LOST], 1);
    for (uint32_t bytes; port_end_poll(RECEIVER) && (bytes = receive()) != 0; came++)
        assert_int_equal(bytes, 9014);
    assert_int_equal(came, ETHER_DEPTH + waiting);
}

/* The switch copies a whole answer to a DHCP client before it reads it: the memory of queues lies
 * beside the copy. */
static void test_long_answer(void **state)
{
    struct link_channel *out = &vms[SENDER].link.channels[ETHER_SEND];
    uint8_t *frame;

    (void)state;
    begin_with(QUEUE, 9000);
    bridge.ports[SENDER] = (struct port){.uplink = true, .peers = 1u << RECEIVER};
    bridge.uplinks = 1u << SENDER;
    memset(port_ends[SENDER].queue.memory, 0x77, 64);
    assert_true(frame_copy >= switch_memory + PORTS * NETSWITCH_PORT_BYTES);
    assert_true(frame_copy + ETHER_HEADER + 9000 <= port_ends[SENDER].queue.memory);
    send_bytes(9014);
    frame = link_buffer(out, 0);
    frame[23] = 17; /* UDP, */
    frame[35] = 67; /* from a server */
    frame[34] = frame[36] = 0;
    frame[37] = 68; /* to a client */
    port_end_take(SENDER);
    assert_int_equal(status(), 0);
    assert_int_equal(receive(), 9014);
    for (unsigned i = 0; i < 64; i++)
        assert_int_equal(port_ends[SENDER].queue.memory[i], 0x77);
}

/* Links too small for the MTU, or too small for any. */
static void test_small_links(void **state)
{
    struct cos_link link = {.address = (uint64_t)vms[SENDER].memory, .bytes = LINK_MOST - 3 * PAGE};
    struct cos_start start = {.ram_start = (uint64_t)switch_memory};

    (void)state;
    begin_with(QUEUE, 9000);
    assert_non_null(port_end_open(SENDER, &link, false));
    link.bytes = LINK_BYTES;
    assert_non_null(port_end_open(SENDER, &link, false));
    bridge.mtu = ETHER_MTU;
    assert_null(port_end_open(SENDER, &link, false));
    link.bytes = LINK_BYTES - PAGE;
    assert_string_equal(port_end_open(SENDER, &link, false),
                        "links of at least 264K, or 1144K with mtu=9000");
    start.ram_pages = PORTS * NETSWITCH_PORT_BYTES / PAGE;
    assert_true(port_ends_allocate(&start, PORTS));
    bridge.mtu = 9000;
    assert_false(port_ends_allocate(&start, PORTS)); /* no memory for a frame's copy */
}

static void test_cleared_while_copied(void **state)
{
    (void)state;
    begin(0);
    send_frame();
    port_end_take(SENDER);
    assert_true(receive());
    send_frame();
    clear_when_written(link_buffer(port_ends[RECEIVER].to, 0), vms[RECEIVER].memory + LINK_BYTES);
    port_end_take(SENDER);
    assert_false(receive());
    assert_int_equal(bridge.ports[RECEIVER].counters[NETSWITCH_LOST], 1);
    assert_int_equal(bridge.ports[RECEIVER].counters[NETSWITCH_FRAMES_OUT], 1);
}

/* The receiver is slow: frames for it wait. */
static void test_cleared_while_queued(void **state)
{
    struct queue *queue;

    (void)state;
    begin(QUEUE);
    for (unsigned i = 0; i < ETHER_DEPTH + WAITING; i++) {
        send_frame();
        port_end_take(SENDER);
        link_flush(&port_ends[SENDER].link);
        link_poll(&vms[SENDER].link);
        for (struct link_done done;
             link_reap(&vms[SENDER].link.channels[ETHER_SEND], &done) == LINK_OK;)
            link_give(&vms[SENDER].link.channels[ETHER_SEND], done.buffer);
    }
    queue = &port_ends[RECEIVER].queue;
    assert_int_equal(queue->frames, WAITING);
    send_frame();
    clear_when_written(queue->memory, switch_memory + sizeof switch_memory);
    port_end_take(SENDER);
    assert_int_equal(queue->frames, WAITING);
    assert_int_equal(bridge.ports[RECEIVER].counters[NETSWITCH_LOST], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_passes),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_long_ones_wait),
        cmocka_unit_test(test_long_answer),
        cmocka_unit_test(test_small_links),
        cmocka_unit_test(test_cleared_while_copied),
        cmocka_unit_test(test_cleared_while_queued),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
