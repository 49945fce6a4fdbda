/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver beside one whose device storms: how often do the messages of the other device interrupt
 * it while it computes, and how late do those of its own come? */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>
#include <virtio/virtio.h>

#include "../components/check.h"

#define REQUESTS 500
#define STEP_US  37 /* requests come at all phases of a millisecond */
#define BYTES    8
#define BEGIN_US 100000
#define TIME_US  200000
#define SHORT    100  /* ticks, which are instructions in tests/boot: an interrupt takes more, */
#define LONG     1000 /* and the run of another thread at least so many */
#define LEAST    100
#define MOST     1200
#define LATE_US  200

static struct virtio_device device;
static struct virtqueue queue;
static struct pci_memory page;

static bool begin(const struct cos_start *start)
{
    return virtio_open(&device, &start->pci[0], 0) && virtio_queue(&device, &queue, 0, 1) &&
           pci_pages(1, &page) && virtio_start(&device);
}

/* Returns how often interrupts have stopped it for a short time. */
static unsigned interruptions(void)
{
    uint64_t before = cos_tsc(), end = before + cos_ticks(TIME_US), now;
    unsigned count = 0;

    for (; before < end; before = now) {
        now = cos_tsc();
        count += now - before > SHORT && now - before < LONG;
    }
    return count;
}

/* Returns whether the device's message came long after the device had carried out the request. */
static bool is_late(unsigned phase)
{
    struct virtq_buffer buffer = {page.physical, BYTES, true};
    uint64_t events, done;
    uint32_t bytes;
    void *cookie;

    cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    for (done = cos_tsc() + cos_ticks(phase * STEP_US % 1000); cos_tsc() < done;) {
    }
    virtq_add(&queue, &buffer, 1, NULL);
    virtq_notify(&queue);
    while (!virtq_take(&queue, &cookie, &bytes)) {
    }
    done = cos_tsc();
    while (cos_wait(COS_SLOT_ENDPOINT, done + cos_ticks(LATE_US), &events) == 0)
        if (events & virtio_event(&device))
            return false;
    return true;
}

int main(const struct cos_start *start)
{
    unsigned late = 0, count;
    int status;

    check(begin(start), "a device");
    cos_sleep(BEGIN_US);
    count = interruptions();
    check(count >= LEAST && count <= MOST, "%u interrupts in %u ms, %u to %u", count,
          TIME_US / 1000, LEAST, MOST);
    for (unsigned i = 0; i < REQUESTS; i++)
        late += is_late(i);
    check_result(late, 0, "no message of its own device came more than %u us late", LATE_US);
    status = check_done();
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)status, 0, 0);
    return status;
}
