namespace Sutler.Go.Sources.Credentials;

/// <summary>Host, user and password of one entry of a netrc file.</summary>
/// <param name="Machine">Host, with port when it is not the usual one; or a URL without its scheme.</param>
/// <param name="Login">User name.</param>
/// <param name="Password">Password.</param>
public sealed record NetrcEntry(string Machine, string Login, string Password)
{
    /// <summary>The machine alone: records would print the password. Spec: AUTH-8.</summary>
    public override string ToString() => Machine;
}

/// <summary>Reads netrc files as the go command does, which is not quite as others do. Spec: AUTH-3.</summary>
public static class Netrc
{
    /// <summary>The complete entries in their order; of two for one machine the first counts.</summary>
    /// <remarks>
    /// A line is a row of pairs; an entry may span lines, a pair may not. A <c>default</c> that ends its line ends the file, any other
    /// is a pair like one that is not known: go matches no host with it. A macro ends at an empty line.
    /// </remarks>
    public static IReadOnlyList<NetrcEntry> Parse(string text)
    {
        var entries = new List<NetrcEntry>();
        var (machine, login, password) = ("", "", "");
        var inMacro = false;
        foreach (var line in text.Split('\n'))
        {
            if (inMacro)
            {
                inMacro = line.Length > 0;
                continue;
            }
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i + 1 < words.Length; i += 2)
            {
                var value = words[i + 1];
                (machine, login, password) = words[i] switch
                {
                    "machine" => (value, "", ""),
                    "login" => (machine, value, password),
                    "password" => (machine, login, value),
                    _ => (machine, login, password),
                };
                inMacro |= words[i] is "macdef";
                if (machine.Length > 0 && login.Length > 0 && password.Length > 0)
                {
                    entries.Add(new NetrcEntry(machine, login, password));
                    (machine, login, password) = ("", "", "");
                }
            }
            if (words.Length % 2 == 1 && words[^1] is "default")
            {
                break;
            }
        }
        return entries;
    }
}
