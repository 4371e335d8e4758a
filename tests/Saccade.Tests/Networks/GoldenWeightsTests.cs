using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Saccade.Experiments.Config;
using Saccade.Networks;
using Saccade.Random;

namespace Saccade.Tests.Networks;

/// <summary>
/// The first weights of recipes that are older than the parts of DRAM, to the bit: a new part must not shift those of the others. They are
/// drawn with scalar arithmetic in double precision, which is the same on every processor.
/// </summary>
public sealed class GoldenWeightsTests
{
    [Theory]
    [InlineData("quickstart", "366b66f2d576940280e8947f188cac79f5537dd59aa66765f770dfd52784f3be")]
    [InlineData("catch", "238ab0f922ae9139e21c973da445e6236f4bb226c928df4feb656989dbf546fc")]
    [InlineData("mnist-28", "56cf29be80b3a55999f1abc97b0eb3b246f2ec5d9a36965688de0804a42f48bd")]
    [InlineData("paper-mnist-28", "1203622353e49b6ddee123b91ad455a263cd7325b33e5deabdc921ff21bd0337")]
    [InlineData("translated-60", "2aa677c8a60aefd125be26eddf3244a567325913a6e57e87aa0aa5feea36a11d")]
    [InlineData("cluttered-60", "2aa677c8a60aefd125be26eddf3244a567325913a6e57e87aa0aa5feea36a11d")]
    [InlineData("cluttered-100-4", "0a0e1d9c832f5829ab826b28f61c7d0474e5638778e52e7a147553eb67653269")]
    [InlineData("cluttered-100-8", "0a0e1d9c832f5829ab826b28f61c7d0474e5638778e52e7a147553eb67653269")]
    [InlineData("report-adam", "6c4a623ed16d0345b616e7373b183bbe8c6b7ae52a2b91b5f462c57bdf676a8c")]
    [InlineData("report-concatenation", "1add6c5226e4215ceb0f2b8b7334f3ab086e55d9862531d8ae95f3b0fc157603")]
    [InlineData("report-batchnorm", "d9d2c45d48d38382d58738e33eb5d258fc8b04c5dc00a54f2fffd0fbe3144945")]
    [InlineData("fc-256-mnist-28", "16586540335a4154a28b719a31b4aae361d71f41585e501f0dd2b05dfd8b5463")]
    [InlineData("fc-64-cluttered-60", "16262eecf1c22651293ea3ee4b28041f3c3345018fb11c66901e89230605800f")]
    [InlineData("conv-mnist-28", "4d8d1e782ba71bcf0bf51ed5720774818742ee0927048db43f1e6fc0dafcc949")]
    [InlineData("conv-cluttered-60", "dd142c6e54d24c071617d97b9dcb1afba1f1a58e2444c0712280dbc912b51014")]
    [InlineData("report-conv", "c9cdf19cba1b14b67c82c965e5ac54122df2901ae37bad84777964cdf795eb41")]
    public void The_first_weights_of_an_old_recipe_stay_as_they_were(string recipe, string expected)
    {
        ModelOptions model = RecipeFile.Read(recipe, [Repository.Path("recipes")]).ModelForTask;

        Assert.Equal(expected, Fingerprint(NetworkPlan.Create(model).InitialWeights(RandomKey.FromSeed(1))));
    }

    /// <summary>The SHA-256 of names, shapes and values in their order.</summary>
    private static string Fingerprint(IReadOnlyList<NamedTensor> weights)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bits = new byte[sizeof(float)];
        foreach (NamedTensor tensor in weights)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} [{string.Join(", ", tensor.Shape)}]\n"));
            foreach (float value in tensor.Values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bits, value);
                hash.AppendData(bits);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
