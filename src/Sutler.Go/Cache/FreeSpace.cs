namespace Sutler.Go.Cache;

/// <summary>The room that is left on a file system, for whoever asks: root may use what is kept back from others.</summary>
/// <param name="Bytes">Free bytes.</param>
/// <param name="Files">Free file entries (inodes), where they are a fixed number; else null.</param>
/// <param name="Form">How content takes up room there.</param>
/// <param name="Block">Bytes that room is given out in.</param>
public sealed record FreeSpace(long Bytes, long? Files, StorageForm Form, int Block);
