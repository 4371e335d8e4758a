using Saccade.Experiments.Runs;
using Saccade.Tests.Checkpoints;

namespace Saccade.Tests.Runs;

public sealed class GitCommitTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commit_of_a_branch_is_found_from_below()
    {
        Write(".git/HEAD", "ref: refs/heads/main\n");
        Assert.Null(GitCommit.Find(_folder.Path));
        Write(".git/packed-refs", $"# pack-refs with: peeled\n{Hash} refs/heads/main\n");
        Assert.Equal(Hash, GitCommit.Find(Directory.CreateDirectory(_folder["a/b"]).FullName));
        Write(".git/refs/heads/main", Hash.Replace('0', 'f') + "\n");
        Assert.Equal(Hash.Replace('0', 'f'), GitCommit.Find(_folder.Path));
    }

    [Fact]
    public void A_detached_head_is_its_own_commit()
    {
        Write(".git/HEAD", Hash);
        Assert.Equal(Hash, GitCommit.Find(_folder.Path));
    }

    [Fact]
    public void A_worktree_points_to_its_repository()
    {
        Write("main/.git/refs/heads/side", Hash);
        Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side");
        Write("main/.git/worktrees/side/commondir", "../..\n");
        Write("side/.git", "gitdir: ../main/.git/worktrees/side\n");
        Assert.Equal(Hash, GitCommit.Find(_folder["side"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("ref: refs/heads/.invalid")]
    [InlineData("ref: ")]
    public void What_is_not_understood_is_no_commit(string head)
    {
        Write(".git/HEAD", head);
        Assert.Null(GitCommit.Find(_folder.Path));
        Write("odd/.git", "gitdir: nowhere");
        Assert.Null(GitCommit.Find(_folder["odd"]));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}
