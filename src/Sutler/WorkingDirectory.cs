using System.Runtime.InteropServices;
using Sutler.Errors;

namespace Sutler;

/// <summary>The current directory of the process, by the name the go command would use for it.</summary>
internal static class WorkingDirectory
{
    private const int MaxLinks = 40;

    /// <summary>
    /// The text of <paramref name="pwd"/> where it is absolute and truly names the current directory, as a shell in a symlinked directory
    /// sets it; otherwise the system's own name.
    /// </summary>
    public static string Current(string pwd)
    {
        var physical = Environment.CurrentDirectory;
        return !OperatingSystem.IsWindows() && pwd.StartsWith('/') && Resolve(pwd) == physical ? pwd : physical;
    }

    /// <summary>Changes the current directory of the process. Spec: CMD-1.</summary>
    /// <exception cref="FatalException"><c>chdir d: no such file or directory</c> and the like.</exception>
    public static void Change(string directory)
    {
        try
        {
            Environment.CurrentDirectory = directory;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FatalException($"chdir {directory}: {Reason(directory, failure)}", failure) { Prefixed = true };
        }
    }

    /// <summary>The system's own words, which the go command also uses, beginning in lower case.</summary>
    private static string Reason(string directory, Exception failure)
    {
        switch (failure)
        {
            case FileNotFoundException or DirectoryNotFoundException or ArgumentException when !OperatingSystem.IsWindows():
                return CrossesFile(directory) ? "not a directory" : "no such file or directory";
            case UnauthorizedAccessException when !OperatingSystem.IsWindows():
                return "permission denied";
            case PathTooLongException when !OperatingSystem.IsWindows():
                return "file name too long";
            default:
                var text = Marshal.GetPInvokeErrorMessage(failure.HResult & 0xFFFF);
                return OperatingSystem.IsWindows() ? text : char.ToLowerInvariant(text[0]) + text[1..];
        }
    }

    /// <summary>Whether the path or what leads to it is a file: .NET reports that as a missing directory.</summary>
    private static bool CrossesFile(string path)
    {
        for (path = path.TrimEnd('/'); path.Length > 0 && !Directory.Exists(path); path = Path.GetDirectoryName(path) ?? "")
        {
            if (File.Exists(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path with every link followed; null when that fails. The base library resolves only the last element.</summary>
    private static string? Resolve(string path)
    {
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var resolved = "";
        var links = 0;
        while (pending.TryPop(out var element))
        {
            if (element is "." or "..")
            {
                resolved = element == "." ? resolved : resolved[..Math.Max(0, resolved.LastIndexOf('/'))];
                continue;
            }

            if (LinkTarget($"{resolved}/{element}") is not { } target)
            {
                resolved = $"{resolved}/{element}";
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            resolved = target.StartsWith('/') ? "" : resolved;
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                pending.Push(part);
            }
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
