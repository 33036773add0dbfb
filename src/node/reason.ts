/** The reason of a failed system call, without its jargon. */
export function reasonOf(failure: unknown): string {
  const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is not a folder";
  if (code === "ENOSPC") return "no space left on the device";
  if (code === "EFBIG") return "it would be larger than files may be here";
  if (code === "EROFS") return "the file system is read-only";
  if (code === "ENAMETOOLONG") return "the name is too long";
  if (code === "ELOOP") return "its links lead in a circle";
  return failure instanceof Error ? failure.message : String(failure);
}
