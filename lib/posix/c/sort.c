/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

static void swap(char *a, char *b, size_t bytes)
{
    for (; bytes > 0; bytes--, a++, b++) {
        char c = *a;

        *a = *b;
        *b = c;
    }
}

/* Lets element `root` sink until no element below it in heap[0 .. count) is greater. */
static void sink(char *heap, size_t root, size_t count, size_t bytes,
                 int (*compare)(const void *, const void *))
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(heap + child * bytes, heap + (child + 1) * bytes) < 0)
            child++;
        if (compare(heap + root * bytes, heap + child * bytes) >= 0)
            return;
        swap(heap + root * bytes, heap + child * bytes, bytes);
    }
}

void qsort(void *base, size_t count, size_t bytes, int (*compare)(const void *, const void *))
{
    for (size_t root = count / 2; root > 0; root--)
        sink(base, root - 1, count, bytes, compare);
    for (size_t last = count; last > 1; last--) {
        swap(base, (char *)base + (last - 1) * bytes, bytes);
        sink(base, 0, last - 1, bytes, compare);
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t bytes,
              int (*compare)(const void *, const void *))
{
    const char *first = base;

    while (count > 0) {
        const char *middle = first + count / 2 * bytes;
        int order = compare(key, middle);

        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            first = middle + bytes;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
