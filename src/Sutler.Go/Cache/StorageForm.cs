namespace Sutler.Go.Cache;

/// <summary>How a file system stores content, as far as it changes the room that is needed. What is not known counts as little.</summary>
public enum StorageForm
{
    /// <summary>Not known: content takes at least its own length.</summary>
    Plain,

    /// <summary>Files take whole blocks; directories are as good as free (tmpfs, XFS).</summary>
    Blocks,

    /// <summary>Files take whole blocks, and each directory takes one (ext2 to ext4).</summary>
    BlocksAndDirectories,

    /// <summary>Content may be compressed: about as much as in the zip is the least that can be counted on (Btrfs, ZFS).</summary>
    Compressing,
}
