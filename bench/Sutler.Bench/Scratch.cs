using System.Runtime.InteropServices;

namespace Sutler.Bench;

/// <summary>A directory for one benchmark, removed at its end.</summary>
internal sealed partial class Scratch : IDisposable
{
    /// <summary>Makes one under <paramref name="parent"/>.</summary>
    public Scratch(string parent) => Directory = System.IO.Directory.CreateDirectory(System.IO.Path.Join(parent, $"sutler-bench-{Environment.ProcessId}")).FullName;

    /// <summary>Absolute path.</summary>
    public string Directory { get; }

    /// <summary>Removes a tree though its directories are read-only, as those of a module cache are.</summary>
    public static void Remove(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            return;
        }

        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var inner in System.IO.Directory.EnumerateDirectories(directory, "*", all))
        {
            File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        System.IO.Directory.Delete(directory, recursive: true);
    }

    /// <summary>Writes what the kernel still holds to the disks.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void Flush();

    /// <inheritdoc/>
    public void Dispose() => Remove(Directory);
}
