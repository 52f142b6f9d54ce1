namespace Sutler.TestKit.Repositories;

/// <summary>Small repositories whose commits have known hashes, because the go command's own tests use the same content and dates.</summary>
public static class GitFixtures
{
    private static readonly (string, string) Conrod = ("Jay Conrod", "jayconrod@google.com");
    private static readonly (string, string) Mills = ("Bryan C. Mills", "bcmills@google.com");

    /// <summary>One commit on master, no tags.</summary>
    public static async Task<GitTestRepository> HelloAsync(GitWorld world)
    {
        var repository = await world.CreateAsync("hello", "master");
        repository.Author = ("bwk", "bwk");
        repository.Committer = ("Russ Cox", "rsc@golang.org");
        repository.At("2017-09-21T21:05:58-04:00").Write("hello.go", "package main\n\nfunc main() {\n\tprintln(\"hello, world\")\n}\n");
        await repository.CommitAsync("hello");
        return repository;
    }

    /// <summary>Two tags on two branches and a merge of them.</summary>
    public static async Task<GitTestRepository> TagTestsAsync(GitWorld world)
    {
        var repository = await world.CreateAsync("tagtests", "master");
        repository.Author = Conrod;
        repository.At("2019-05-09T18:56:25-04:00")
            .Write("go.mod", "module vcs-test.golang.org/git/tagtests.git\n")
            .Write("tagtests.go", "package tagtests\n");
        await repository.CommitAsync("create module tagtests");
        await repository.GitAsync("branch", "b");
        await CommitTaggedAsync(repository, "v0.2.1");
        await repository.GitAsync("checkout", "-q", "b");
        await CommitTaggedAsync(repository, "v0.2.2");
        await repository.GitAsync("checkout", "-q", "master");
        await repository.GitAsync("merge", "-q", "b", "-m", "merge");
        return repository;
    }

    /// <summary>A module with the suffix v2 in its root.</summary>
    public static async Task<GitTestRepository> V2RepoAsync(GitWorld world)
    {
        var repository = await world.CreateAsync("v2repo", "master");
        repository.Author = Mills;
        repository.At("2019-04-03T11:52:15-04:00", authored: "2019-04-03T11:44:11-04:00").Write("go.mod", "module vcs-test.golang.org/go/v2module/v2\n\ngo 1.12\n");
        await repository.CommitAsync("all: add go.mod");
        await repository.GitAsync("tag", "v2.0.0");
        return repository;
    }

    /// <summary>Tags that are versions with something behind them, or pseudo-versions.</summary>
    public static async Task<GitTestRepository> OddTagsAsync(GitWorld world)
    {
        var repository = await world.CreateAsync("odd-tags");
        repository.Author = Mills;
        repository.At("2022-02-23T13:48:02-05:00").Write("README.txt", "This module lacks a go.mod file.\n");
        await repository.CommitAsync("initial state");
        await repository.GitAsync("tag", "v2.0.0+incompatible");
        File.Delete(Path.Combine(repository.Directory, "README.txt"));
        repository.At("2022-02-23T13:48:35-05:00").Write("go.mod", "module vcs-test.golang.org/git/odd-tags.git\n\ngo 1.18\n");
        await repository.CommitAsync("migrate to Go modules");
        await repository.GitAsync("tag", "v0.1.0+build-metadata");
        await repository.GitAsync("checkout", "-q", "-b", "v3-dev");
        repository.At("2022-02-23T14:41:55-05:00").Write("go.mod", "module vcs-test.golang.org/git/odd-tags.git/v3\n\ngo 1.18\n");
        await repository.CommitAsync("update to /v3");
        await repository.GitAsync("tag", "v3.0.0-20220223184802-12d19af20458");
        await repository.GitAsync("checkout", "-q", "main");
        return repository;
    }

    private static async Task CommitTaggedAsync(GitTestRepository repository, string tag)
    {
        repository.Write(tag, tag + "\n");
        await repository.CommitAsync(tag);
        await repository.GitAsync("tag", tag);
    }
}
