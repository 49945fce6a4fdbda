/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Components and modules that are linked in. The linker gathers their descriptions in two sections
 * and defines symbols for start and end of each, unless it is empty.
 */
#include <rumpuser.h>

#define WEAK __attribute__((weak))

extern const struct modinfo *const __start_link_set_modules[] WEAK,
    *const __stop_link_set_modules[] WEAK;
extern const struct rump_component *const __start_link_set_rump_components[] WEAK,
    *const __stop_link_set_rump_components[] WEAK;

/* Symbols are for kernel modules loaded later, of which there are none. */
void rumpuser_dl_bootstrap(rump_modinit_fn modules, rump_symload_fn symbols,
                           rump_compload_fn component)
{
    (void)symbols;
    modules(__start_link_set_modules, (size_t)(__stop_link_set_modules - __start_link_set_modules));
    for (const struct rump_component *const *each = __start_link_set_rump_components;
         each < __stop_link_set_rump_components; each++)
        component(*each);
}
