using System.Text;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Discovery;

namespace Sutler.TestKit.Repositories;

/// <summary>Git repositories of a test, which a run finds at <c>https://git.test/NAME</c>, and the module cache it works in.</summary>
/// <remarks>Every git command of a run is written down by a program of that name which stands first on PATH.</remarks>
public sealed class GitWorld : IDisposable
{
    private readonly string _log;

    /// <summary>Makes an empty world.</summary>
    public GitWorld()
    {
        _log = Scratch["git.log"];
        Git = ExternalProgram.Find("git") ?? throw new InvalidOperationException("git is not installed");
        _ = Scratch.Write("home/.gitconfig", $"[url \"file://{Scratch["repositories"]}/\"]\n\tinsteadOf = https://git.test/\n");
        var wrapper = Scratch.Write("bin/git", $"#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{_log}'\nexec '{Git}' \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _ = Directory.CreateDirectory(Scratch["repositories"]);
    }

    /// <summary>Everything lies below it.</summary>
    public ScratchDirectory Scratch { get; } = new();

    /// <summary>The real program.</summary>
    public string Git { get; }

    /// <summary>GOMODCACHE.</summary>
    public string Cache => Scratch["cache"];

    /// <summary>The commands of all runs so far, without the word git.</summary>
    public IReadOnlyList<string> Commands => File.Exists(_log) ? File.ReadAllLines(_log) : [];

    /// <summary>Those that went to the remote repository.</summary>
    public IReadOnlyList<string> RemoteCommands => [.. Commands.Where(command => command.Contains("ls-remote", StringComparison.Ordinal) || IsFetch(command))];

    /// <summary>Those that fetched.</summary>
    public IReadOnlyList<string> Fetches => [.. Commands.Where(IsFetch)];

    /// <summary>The environment of a run.</summary>
    public Dictionary<string, string> Variables()
    {
        var variables = RepositoryWorld.Variables(Scratch);
        variables["PATH"] = Scratch["bin"] + Path.PathSeparator + variables["PATH"];
        return variables;
    }

    /// <summary>Forgets the commands so far.</summary>
    public void ForgetCommands() => File.Delete(_log);

    /// <summary>Adds lines to the user's own git configuration.</summary>
    public void Configure(string lines) => File.AppendAllText(Scratch["home/.gitconfig"], lines);

    /// <summary>Makes a repository with one branch and no commits.</summary>
    public async Task<GitTestRepository> CreateAsync(string name, string branch = "main", string format = "sha1")
    {
        var repository = new GitTestRepository(this, name);
        await repository.GitAsync("init", "-q", "--object-format=" + format);
        await repository.GitAsync("symbolic-ref", "HEAD", "refs/heads/" + branch);
        return repository;
    }

    /// <summary>The repositories of a new run.</summary>
    public CodeRepositories Run(Func<string, bool>? isGone = null, Action<string>? trace = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var all = Variables();
        foreach (var (key, value) in variables ?? new Dictionary<string, string>())
        {
            all[key] = value;
        }

        return new CodeRepositories(RepositoryWorld.Context(Scratch, Cache, all, isGone, trace));
    }

    /// <summary>Opens a repository in a new run.</summary>
    public Task<ICodeRepository> OpenAsync(GitTestRepository repository, CancellationToken cancellationToken) => OpenAsync(repository.Url, cancellationToken);

    /// <summary>The same by URL.</summary>
    public Task<ICodeRepository> OpenAsync(string url, CancellationToken cancellationToken) =>
        Run().OpenAsync(new RepositoryRoot("git.test/x", "git", url), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Scratch.Dispose();

    /// <summary>Runs the real git and gives what it says; a failure is a failed test.</summary>
    internal async Task<string> RunGitAsync(string directory, IReadOnlyDictionary<string, string> variables, byte[] input, params string[] arguments)
    {
        using var process = ExternalProgram.Start(Git, arguments, directory, variables);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output).TrimEnd('\n') : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error}");
    }

    private static bool IsFetch(string command) => (" " + command).Contains(" fetch ", StringComparison.Ordinal);
}
