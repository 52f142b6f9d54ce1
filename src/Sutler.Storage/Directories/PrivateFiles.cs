using Microsoft.Win32.SafeHandles;

namespace Sutler.Storage.Directories;

/// <summary>Files and directories that only their owner may read: what is stored may be somebody's secret.</summary>
public static class PrivateFiles
{
    private const int NoCode = unchecked((int)0x80131620);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a directory and those above it, mode 0700; existing ones keep theirs.</summary>
    public static void CreateDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else if (!Directory.Exists(path))
            {
                // .NET gives the mode to the last directory only.
                if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
                {
                    CreateDirectory(parent);
                }
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("mkdir", path, error);
        }
    }

    /// <summary>Creates a new file, mode 0600, open for reading and writing.</summary>
    /// <param name="path">Where; there is nothing yet.</param>
    /// <param name="room">Bytes to ask the file system for at once; the file is empty nevertheless.</param>
    public static FileStream Create(string path, long room)
    {
        try
        {
            return Open(path, FileMode.CreateNew, room);
        }
        catch (IOException error) when (room > 0 && error.HResult == NoCode)
        {
            // Of a failed allocation .NET tells no code, and has deleted the file.
            throw FileFailure.FromCode("create", path, FileFailure.NoSpace, error);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("create", path, error);
        }
    }

    /// <summary>Opens a file for reading and writing; created with mode 0600 where it is missing.</summary>
    public static FileStream OpenOrCreate(string path)
    {
        try
        {
            return Open(path, FileMode.OpenOrCreate, room: 0);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("open", path, error);
        }
    }

    /// <summary>Takes a file that exists from everybody but its owner.</summary>
    public static void MakePrivate(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }
    }

    // FileStream is the only door of .NET to the mode at creation.
    private static FileStream Open(string path, FileMode mode, long room)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            PreallocationSize = room,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        return new FileStream(path, options);
    }
}
