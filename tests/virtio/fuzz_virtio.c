/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An entry of libFuzzer: drivers' calls of lib/virtio, and a device that lies, in its configuration
 * space, its registers and the memory of the queues: before each load of the driver's it may change
 * what stands there. Whatever it does, a call ends soon, touches nothing outside, and returns a
 * result that makes sense.
 */
#include "hostile.h"

#include <devices.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <virtio/virtio.h>

#include "../fuzz/records.h"
#include "../kernel/random.h"
#include "../link/wrong.h"

#define RECORD    16
#define QUEUES    2
#define AREAS     16 /* pieces of memory that the device changes, too */
#define LOADS     100000
#define MOST_AREA 8192
#define ALIGNED   16 /* as malloc() aligns */
#define SIZE_MOST 16

const unsigned fuzz_record_bytes = RECORD;

static struct area {
    uint8_t *memory, *bytes; /* as allocated; the part that is mapped */
    size_t count;
} areas[AREAS];
static unsigned area_count, loads;
static bool lying;

static struct cos_pci pci;
static struct virtio_device device;
static bool opened;
static struct driven {
    struct virtqueue q;
    bool flying[VIRTQ_MOST + 1]; /* cookies that the device has */
    uint32_t room[VIRTQ_MOST + 1];
    unsigned chain[VIRTQ_MOST + 1];
} driven[QUEUES];

static void expect(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "expected: %s\n", what);
        abort();
    }
}

/* ---- The device ---- */

static struct area *area_at(const void *address, size_t bytes)
{
    for (unsigned i = 0; i < area_count; i++) {
        struct area *area = &areas[i];

        if ((uintptr_t)address >= (uintptr_t)area->bytes &&
            (uintptr_t)address + bytes <= (uintptr_t)area->bytes + area->count)
            return area;
    }
    return NULL;
}

static void before_load(void *address, size_t bytes)
{
    uint64_t value = 0;

    if (!lying || area_at(address, bytes) == NULL)
        return;
    expect(++loads < LOADS, "a call that ends soon");
    if (!one_in(4))
        return;
    memcpy(&value, address, bytes);
    value = wrong_value(value, SIZE_MOST, 4096, below);
    memcpy(address, &value, bytes);
}

void __sanitizer_cov_load1(uint8_t *address);
void __sanitizer_cov_load2(uint16_t *address);
void __sanitizer_cov_load4(uint32_t *address);
void __sanitizer_cov_load8(uint64_t *address);
void __sanitizer_cov_load16(void *address);

void __sanitizer_cov_load1(uint8_t *address)
{
    before_load(address, 1);
}
void __sanitizer_cov_load2(uint16_t *address)
{
    before_load(address, 2);
}
void __sanitizer_cov_load4(uint32_t *address)
{
    before_load(address, 4);
}
void __sanitizer_cov_load8(uint64_t *address)
{
    before_load(address, 8);
}
void __sanitizer_cov_load16(void *address)
{
    before_load(address, 16);
}

/* Makes memory of exactly that size, at an address that is aligned as the
 * offset is. */
static uint8_t *map(size_t count, size_t offset, bool random)
{
    struct area *area = &areas[area_count];

    if (count == 0 || count > MOST_AREA || area_count == AREAS)
        return NULL;
    offset %= ALIGNED;
    area->memory = malloc(offset + count);
    area->bytes = area->memory + offset;
    area->count = count;
    for (size_t i = 0; i < count; i++)
        area->bytes[i] = random ? (uint8_t)random_generated() : 0;
    area_count++;
    return area->bytes;
}

/* A sound value mostly. */
static uint32_t perhaps(uint32_t sound)
{
    return one_in(16) ? (uint32_t)wrong_value(sound, SIZE_MOST, 4096, below) : sound;
}

static void make_capability(unsigned at, uint8_t next, uint8_t type, uint32_t bytes)
{
    uint8_t *capability = pci.config + at;
    const uint32_t place[] = {perhaps(64u * type), perhaps(bytes), perhaps(4)};

    capability[0] = (uint8_t)(one_in(16) ? below(256) : PCI_CAP_VENDOR);
    capability[1] = (uint8_t)perhaps(next);
    capability[3] = (uint8_t)perhaps(type);
    memcpy(capability + 8, place, sizeof place);
}

static void make_config(void)
{
    memset(&pci, 0, sizeof pci);
    pci.config[0x34] = 0x40;
    make_capability(0x40, 0x60, 1, 0x38); /* common registers */
    make_capability(0x60, 0x80, 2, 0x08); /* notifications */
    make_capability(0x80, 0xa0, 4, 0x40); /* the device's own configuration */
    pci.config[0xa0] = PCI_CAP_MSIX;
}

/* ---- What the library runs on ---- */

uint64_t fake_tsc(void)
{
    static uint64_t now;

    return now += 1000;
}

uint64_t cos_ticks(uint64_t us)
{
    return us / 10;
}

void cos_back_off(uint64_t *us)
{
    ++*us;
}

const struct cos_start *fake_self(void)
{
    static struct cos_start start;

    return &start;
}

struct cos_result fake_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
    (void)slot, (void)a0, (void)a1, (void)a2, (void)a3;
    return (struct cos_result){.value = one_in(16) ? -COS_EINVAL : 0};
}

volatile void *pci_map(const struct cos_pci *p, unsigned bar, uint64_t offset, uint64_t bytes)
{
    (void)p;
    return bar > 5 ? NULL : map(bytes, offset, one_in(2));
}

bool pci_pages(unsigned pages, struct pci_memory *memory)
{
    memory->address = one_in(16) ? NULL : map(pages * COS_PAGE_SIZE, 0, false);
    memory->physical = COS_PAGE_SIZE * (1 + below(64));
    return memory->address != NULL;
}

/* ---- The driver ---- */

static void check_queue(const struct driven *d)
{
    unsigned flying = 0;

    for (unsigned i = 1; i <= VIRTQ_MOST; i++)
        flying += d->flying[i] ? d->chain[i] : 0;
    expect(d->q.free_count + flying == d->q.size, "no descriptor lost or doubled");
}

static bool open_queue(struct driven *d, uint16_t index)
{
    const uint8_t *notify = (const uint8_t *)device.notify;
    uint16_t most = (uint16_t)(1 + below(SIZE_MOST));

    memset(d, 0, sizeof *d);
    if (!virtio_queue(&device, &d->q, index, most))
        return false;
    expect(d->q.size != 0 && d->q.size <= most && (d->q.size & (d->q.size - 1)) == 0,
           "a size that is a power of two");
    expect((const uint8_t *)d->q.notify >= notify &&
               (const uint8_t *)d->q.notify + 2 <= notify + device.notify_bytes,
           "a notification register of the device's");
    return true;
}

static void open_device(void)
{
    lying = false;
    while (area_count > 0)
        free(areas[--area_count].memory);
    memset(driven, 0, sizeof driven);
    make_config();
    lying = one_in(2);
    opened = virtio_open(&device, &pci, 0xff);
    for (uint16_t i = 0; opened && i < QUEUES; i++)
        opened = open_queue(&driven[i], i);
    opened = opened && virtio_start(&device);
    expect(opened || device.problem, "a reason");
}

static void configuration(void)
{
    static const unsigned widths[] = {1, 2, 4, 8};
    unsigned width = widths[below(4)], bytes = width * (unsigned)below(5);
    unsigned offset = (unsigned)below(80) / width * width;
    uint8_t *to = malloc(bytes);

    if (virtio_config(&device, offset, to, bytes, width))
        expect(offset + bytes <= device.config_bytes, "a field that the device has");
    free(to);
}

static void add(struct driven *d)
{
    struct virtq_buffer buffers[SIZE_MOST + 1];
    unsigned count = (unsigned)below(4), cookie = 1;
    uint32_t room = 0;

    while (d->flying[cookie])
        cookie++;
    for (unsigned i = 0; i < count; i++) {
        buffers[i] = (struct virtq_buffer){0x1000 * (i + 1), (uint32_t)below(512), one_in(2)};
        room += buffers[i].writable ? buffers[i].bytes : 0;
    }
    if (!virtq_add(&d->q, buffers, count, (void *)(uintptr_t)cookie))
        return;
    d->flying[cookie] = true;
    d->room[cookie] = room;
    d->chain[cookie] = count;
}

/* An honest device, if it is none that lies. */
static void use(struct driven *d)
{
    struct virtq_used *used = (struct virtq_used *)d->q.used;
    uint16_t index = used->index;

    used->ring[index % d->q.size].id = (uint32_t)below(d->q.size + 1u);
    used->ring[index % d->q.size].bytes = one_in(2) ? 0 : (uint32_t)below(1024);
    used->index = (uint16_t)(index + 1);
}

static void take(struct driven *d)
{
    void *cookie = NULL;
    uint32_t bytes = 0;

    if (!virtq_take(&d->q, &cookie, &bytes))
        return;
    uintptr_t number = (uintptr_t)cookie;

    expect(number >= 1 && number <= VIRTQ_MOST && d->flying[number], "a chain in flight");
    expect(bytes <= d->room[number], "no more bytes than there is room for");
    d->flying[number] = false;
}

static void step(void)
{
    struct driven *d = &driven[below(QUEUES)];
    unsigned act = (unsigned)below(16);

    loads = 0;
    if (!opened || act == 0) {
        open_device();
    } else if (act == 1) {
        configuration();
    } else if (act == 2) {
        lying = !lying;
    } else if (act == 3) {
        virtio_close(&device);
        opened = false;
    } else if (act < 8) {
        add(d);
    } else if (act < 12) {
        use(d);
    } else if (act < 15) {
        take(d);
    } else {
        virtq_notify(&d->q);
        virtq_interrupts(&d->q, virtq_is_used(&d->q));
    }
    for (unsigned i = 0; opened && i < QUEUES; i++)
        check_queue(&driven[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t bytes)
{
    static const uint8_t plain[RECORD];

    random_from(plain, RECORD);
    open_device();
    for (size_t at = 0; at + RECORD <= bytes; at += RECORD) {
        random_from(input + at, RECORD);
        step();
    }
    while (area_count > 0)
        free(areas[--area_count].memory);
    return 0;
}
