using System.Text;
using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Go.Doctor;

/// <summary>Finds out who holds a lock file. Linux only, and only for processes that may be looked into.</summary>
internal static class LockHolders
{
    private const int LongestCommand = 4096;
    private const int MostLines = 10_000;
    private const int MostWords = 4;

    /// <summary>Such as <c>process 123 (go mod download)</c>, or <c>another process</c>.</summary>
    public static string Find(string path)
    {
        const string Unknown = "another process";
        if (!OperatingSystem.IsLinux())
        {
            return Unknown;
        }

        var real = RealPath.Resolve(path);
        // A lock outlives the process that took it in those that inherited the file: then whoever has it open is named.
        var holder = Processes().FirstOrDefault(process => HasOpen(process, real)) ?? Others().FirstOrDefault(process => HasOpen(process, real));
        return holder is null ? Unknown : $"process {holder}{Describe(holder)}";
    }

    private static IEnumerable<string> Others()
    {
        var self = System.Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            return [.. Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => name.All(char.IsAsciiDigit) && name != self)];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    // 1: FLOCK  ADVISORY  WRITE 1234 08:01:131090 0 EOF; who waits has "->" before it.
    private static IEnumerable<string> Processes()
    {
        try
        {
            return [.. File.ReadLines("/proc/locks")
                .Take(MostLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 4 && fields[1] == "FLOCK" && fields[3] == "WRITE")
                .Select(fields => fields[4])
                .Where(process => process.All(char.IsAsciiDigit))
                .Distinct()];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    private static bool HasOpen(string process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == path);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return false;
        }
    }

    // The first words alone: what follows may be nobody's business.
    private static string Describe(string process)
    {
        try
        {
            var buffer = new byte[LongestCommand];
            using var file = new FileStream($"/proc/{process}/cmdline", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var words = Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            string[] shown = [.. words.Take(1).Select(word => Path.GetFileName(word)), .. words.Skip(1).Take(MostWords - 1).TakeWhile(word => word.All(char.IsAsciiLetter))];
            return shown.Length > 0 ? $" ({string.Join(' ', shown)})" : "";
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return "";
        }
    }
}
