/* SPDX-License-Identifier: BSD-2-Clause */
/* The network driver's share of the CPU for frames from outside, on a machine made of C: the
 * arrivals and the costs of a frame and a wake-up are made up; the driver's code is the real one.
 * No emulator can flood a driver as hardware does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define main component_main /* which cos/runtime.h declares */
#include <cos/runtime.h>
#undef main
#include <cos/syscall.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_TICKS 300  /* a tick is a nanosecond */
#define YIELD_TICKS 1000 /* a wake-up costs two */
#define MS          1000000ull
#define MOST        120 /* thousandths, for a share of a tenth */

static uint64_t ticks, driver_ticks; /* now; the driver's part */
static uint64_t gap, came_last;  /* between frames; arrival of the last frame that found a buffer */
static unsigned waiting, served; /* frames in buffers; frames taken from there */
static bool interrupting;

static uint64_t fake_tsc(void)
{
    return ticks;
}

static void work(uint64_t length)
{
    ticks += length;
    driver_ticks += length;
}

static int64_t fake_yield(void)
{
    work(YIELD_TICKS);
    return 0;
}

static struct cos_result fake_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2,
                                   uint64_t a3)
{
    (void)slot, (void)a0, (void)a1, (void)a2, (void)a3;
    return (struct cos_result){.value = (int64_t)driver_ticks};
}

#define cos_tsc   fake_tsc
#define cos_yield fake_yield
#define cos_call  fake_call
#define cos_self  fake_self
static const struct cos_start *fake_self(void)
{
    static struct cos_start start;

    return &start;
}

#include "../../components/virtio_net/nic.c"
#include "../../lib/cos/pace.c"

uint64_t cos_ticks(uint64_t us)
{
    return 1000 * us;
}

/* ---- The device ---- */

static struct room fake_room;

/* Frames arrive meanwhile; those beyond the buffers are lost. */
static void arrive(void)
{
    uint64_t more = gap == 0 ? QUEUE_SIZE : (ticks - came_last) / gap;

    came_last += gap == 0 ? 0 : more * gap;
    waiting = more >= QUEUE_SIZE - waiting ? QUEUE_SIZE : waiting + (unsigned)more;
}

bool virtq_take(struct virtqueue *q, void **cookie, uint32_t *bytes)
{
    arrive();
    if (q != &incoming || waiting == 0)
        return false;
    waiting--;
    served++;
    work(FRAME_TICKS);
    *cookie = &fake_room;
    *bytes = sizeof(struct header) + 64;
    return true;
}

bool virtq_is_used(const struct virtqueue *q)
{
    (void)q;
    arrive();
    return waiting != 0;
}

void virtq_interrupts(struct virtqueue *q, bool on)
{
    (void)q;
    interrupting = on;
}

/* The test does not reach the other functions, or they have no effect. */
bool virtq_add(struct virtqueue *q, const struct virtq_buffer *buffers, unsigned count,
               void *cookie)
{
    (void)q, (void)buffers, (void)count, (void)cookie;
    return true;
}
void virtq_notify(struct virtqueue *q)
{
    (void)q;
}
bool virtio_open(struct virtio_device *d, const struct cos_pci *pci, uint64_t features)
{
    (void)d, (void)pci, (void)features;
    return true;
}
bool virtio_queue(struct virtio_device *d, struct virtqueue *q, uint16_t index, uint16_t size)
{
    (void)d, (void)index;
    q->size = size;
    return true;
}
bool virtio_config(struct virtio_device *d, unsigned offset, void *value, unsigned bytes,
                   unsigned width)
{
    (void)d, (void)offset, (void)value, (void)bytes, (void)width;
    return true;
}
bool virtio_start(struct virtio_device *d)
{
    (void)d;
    return true;
}
void virtio_close(struct virtio_device *d)
{
    (void)d;
}
bool pci_pages(unsigned pages, struct pci_memory *memory)
{
    (void)pages, (void)memory;
    return true;
}

/* ---- The driver's loop, as in main.c ---- */

static void wait_for_more(uint64_t deadline)
{
    uint64_t next = interrupting ? came_last + gap : UINT64_MAX;

    arrive();
    if (!(interrupting && waiting != 0)) {
        next = next < deadline ? next : deadline;
        ticks = next > ticks ? next : ticks;
    }
    work(2 * YIELD_TICKS);
}

/* Returns the driver's part of the time in thousandths. */
static unsigned share(uint64_t between, uint64_t length)
{
    uint64_t start, deadline;
    uint32_t bytes;

    ticks = 1;
    driver_ticks = waiting = served = 0;
    came_last = 1;
    gap = between;
    interrupting = true;
    until = 0;
    resting = false;
    memset(&incoming, 0, sizeof incoming);
    cos_pace_init(&pace, SHARE_PERCENT);
    start = ticks;
    driver_ticks = 0;
    while (ticks - start < length) {
        nic_begin();
        while (nic_received(&bytes) != NULL)
            nic_release();
        nic_notify();
        deadline = nic_end();
        if (deadline != 0)
            wait_for_more(deadline);
    }
    return (unsigned)(1000 * driver_ticks / (ticks - start));
}

static void test_flood(void **state)
{
    static const uint64_t gaps[] = {0, 100, 500, 1000, 3000, 10000, 20000};

    (void)state;
    for (unsigned i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        unsigned taken = share(gaps[i], 500 * MS);

        assert_in_range(taken, 20, MOST);
        assert_true(served > 500 * 10); /* it keeps serving */
    }
}

/* The driver serves traffic within its share at once and completely. */
static void test_traffic(void **state)
{
    (void)state;
    assert_true(share(100000, 500 * MS) < 60);
    assert_in_range(served, 4900, 5001);
    share(MS, 500 * MS);
    assert_in_range(served, 490, 501);
    assert_true(until == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_traffic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
