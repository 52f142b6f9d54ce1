using System.Text;
using Sutler.TestKit.Scripts;

namespace Sutler.TestKit.Repositories;

/// <summary>Repositories that shell scripts make, each once a run, to be copied by the tests that want them.</summary>
/// <remarks>
/// <c>SYSTEM/NAME.txtar</c> holds the script of one repository and the files it puts in; <c>SYSTEM.sh</c> has the words that the scripts of a
/// system share: <c>at TIME</c> for what is committed next, <c>put DIRECTORY</c> for the files of the archive below it, <c>commit TEXT</c>.
/// The scripts run with a shell in a directory of their own, with the system's own program, and with nothing of the user's configuration.
/// </remarks>
public sealed class RepositoryShelf(string sources, string built)
{
    private readonly Dictionary<string, Task<string>> _ready = new(StringComparer.Ordinal);

    /// <summary>The systems, each with the program that its scripts and servers need.</summary>
    public static IReadOnlyDictionary<string, string> Programs { get; } = new Dictionary<string, string>
    {
        ["git"] = "git",
        ["hg"] = "hg",
        ["svn"] = "svnserve",
        ["fossil"] = "fossil",
        ["bzr"] = "brz",
    };

    /// <summary>All repositories of a system, as <c>SYSTEM/NAME</c>.</summary>
    public IReadOnlyList<string> Names(string system) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(sources, system), "*.txtar")
            .Select(file => $"{system}/{Path.GetFileNameWithoutExtension(file)}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Copies <c>SYSTEM/NAME</c> below <paramref name="root"/>, made if this is the first time.</summary>
    public async Task CopyAsync(string name, string root, CancellationToken cancellationToken)
    {
        string from = await BuiltAsync(name, cancellationToken);
        string to = Path.Combine(root, Path.GetRelativePath(built, from));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        await RunAsync("cp", ["-R", from, to], root, Environment(root), cancellationToken);
    }

    /// <summary>What its script wants to be asked about <c>SYSTEM/NAME</c>: <c>@QUERY</c> or <c>/BELOW@QUERY</c> behind its path.</summary>
    public async Task<IReadOnlyList<string>> QueriesAsync(string name, CancellationToken cancellationToken)
    {
        string at = await BuiltAsync(name, cancellationToken) + ".queries";
        return await File.ReadAllLinesAsync(at, cancellationToken);
    }

    /// <summary>What a program for version control may know of the user: nothing.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string home) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "",
        // Modules that are loaded when they are first wanted are sometimes wanted by two threads of Mercurial's server at once: 500.
        ["HGDEMANDIMPORT"] = "disable",
        ["HOME"] = home,
        ["TZ"] = "UTC",
        ["LC_ALL"] = "C.UTF-8",
        ["USER"] = "gopher",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["HGRCPATH"] = "/dev/null",
        ["BRZ_HOME"] = home,
    };

    private Task<string> BuiltAsync(string name, CancellationToken cancellationToken)
    {
        lock (_ready)
        {
            if (!_ready.TryGetValue(name, out Task<string>? making))
            {
                _ready.Add(name, making = BuildAsync(name));
            }

            return making.WaitAsync(cancellationToken);
        }
    }

    private async Task<string> BuildAsync(string name)
    {
        string system = name[..name.IndexOf('/', StringComparison.Ordinal)];
        string shared = await File.ReadAllTextAsync(Path.Combine(sources, system + ".sh"));
        var archive = Txtar.Parse(await File.ReadAllBytesAsync(Path.Combine(sources, name + ".txtar")));
        string work = Directory.CreateDirectory(Path.Combine(built, ".making", name)).FullName;
        foreach (TxtarFile file in archive.Files)
        {
            string path = Path.Combine(work, "files", file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Data);
        }

        string script = Path.Combine(work, "script");
        await File.WriteAllTextAsync(script, new StringBuilder(shared).Append('\n').Append(archive.Comment).Append("\nfinish\n").ToString());
        string to = Path.Combine(built, system == "fossil" ? name + ".fossil" : name);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var variables = new Dictionary<string, string>(Environment(work), StringComparer.Ordinal) { ["FILES"] = Path.Combine(work, "files"), ["TO"] = to };
        string source = Directory.CreateDirectory(Path.Combine(work, "source")).FullName;
        await RunAsync("sh", ["-eu", script], source, variables, CancellationToken.None);
        TestFiles.DeleteTree(work);
        return to;
    }

    private static async Task RunAsync(string program, string[] arguments, string directory, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var (code, output, error) = await ExternalProgram.RunAsync(program, arguments, cancellationToken, directory, variables);
        if (code != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with {code}:\n{output}{error}");
        }
    }
}
