# The flags of Node.js for a policy; sourced by the wrapper.
#
#   sec3_node_flags MAJOR MODES   sets node_flags; MODES has "category":"mode" for each category

sec3_node_flags() {
  sec3_modes=$2
  node_flags=
  # V8's --disallow-code-generation-from-strings is not used: V8 calls the native library for such code, and with a V8 flag, Node.js ignores its
  # code cache, which makes every start about 20 ms slower.
  # Node.js runs the code in a compile cache, and checks only the length of its source.
  if sec3_blocks dynamicCode; then export NODE_DISABLE_COMPILE_CACHE=1; fi
  # Memory that the loader and the compiler have released, which contains source, would become readable through new buffers.
  if sec3_blocks sourceRead; then node_flags="$node_flags --zero-fill-buffers"; fi
  case $1 in
    22 | 24) sec3_permission_model ;;
    26) if sec3_blocks nativeAddon; then node_flags="$node_flags --no-experimental-ffi"; fi ;;
  esac
  case $1 in
    # SIGUSR1 does not start the inspector (22.14 and later).
    22 | 24 | 26) if sec3_blocks inspector; then node_flags="$node_flags --disable-sigusr1"; fi ;;
  esac
}

# The permission model blocks the inspector, and threads and child processes unless they are granted. The native guard covers files, network and addons.
# The model has no fchmod and fchown, so it is used only with policies that block fileWrite. In Node.js 20 it is experimental and warns at each start. In 26 it would need
# --allow-net, which warns too.
sec3_permission_model() {
  if ! sec3_blocks inspector || ! sec3_blocks fileWrite; then return; fi
  node_flags="$node_flags --permission --disable-warning=SecurityWarning --allow-fs-read=* --allow-fs-write=* --allow-addons --allow-wasi"
  sec3_blocks childProcess || node_flags="$node_flags --allow-child-process"
  sec3_blocks worker || node_flags="$node_flags --allow-worker"
}

sec3_blocks() {
  case $sec3_modes in
    *"\"$1\":\"block\""*) return 0 ;;
  esac
  return 1
}
