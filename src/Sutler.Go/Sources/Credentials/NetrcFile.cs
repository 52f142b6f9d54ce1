using Sutler.Errors;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Finds the user's netrc file. Spec: AUTH-3.</summary>
internal static class NetrcFile
{
    /// <summary>The entries; none when there is no file. Throws <see cref="SutlerException"/> for one that cannot be read.</summary>
    public static IReadOnlyList<NetrcEntry> Read(IReadOnlyDictionary<string, string> variables)
    {
        var path = Find(variables);
        try
        {
            return Netrc.Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new SutlerException(Directory.Exists(path) ? $"read {path}: is a directory" : $"open {path}: permission denied", failure);
        }
        catch (IOException failure)
        {
            throw new SutlerException($"open {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Its name; fails where there is no home directory to look in.</summary>
    public static string Find(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.TryGetValue("NETRC", out var set) && set.Length > 0)
        {
            return set;
        }
        var name = OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME";
        if (!variables.TryGetValue(name, out var home) || home.Length == 0)
        {
            throw new SutlerException(OperatingSystem.IsWindows() ? "%userprofile% is not defined" : "$HOME is not defined");
        }
        var older = Path.Combine(home, "_netrc");
        return OperatingSystem.IsWindows() && File.Exists(older) ? older : Path.Combine(home, ".netrc");
    }
}
