// Classifies drawn digits with a built-in model.
//
//   dotnet run samples/classify.cs                  the model quickstart
//   dotnet run samples/classify.cs MODEL            another built-in model, a model file or a run folder
#:project ../src/Saccade.Models/Saccade.Models.csproj

using Saccade.Data;
using Saccade.Images;
using Saccade.Inference;
using Saccade.Tasks;

TaskOptions task = new() { Digits = DigitSource.Drawn, FrameWidth = 60, FrameHeight = 60 };
ImageSet digits = ImageSet.Read(DigitImages.ForTest(task, dataFolder: null), count: 10);

string name = args is [string model, ..] ? model : "quickstart";
using AttentionClassifier classifier = AttentionClassifier.Load(name);
Classification first = classifier.Classify(digits.Image(0), digits.Size.Width, digits.Size.Height);
Console.WriteLine($"The first digit: {first.Class}, {100 * first.Probability:F0}%, after {first.Glimpses.Count} glimpses.");

for (int i = 0; i < digits.Count; i++)
{
    Classification answer = classifier.Classify(digits.Image(i), digits.Size.Width, digits.Size.Height);
    Console.WriteLine(
        $"a {digits.Labels[i]}: a {answer.Class}, {100 * answer.Probability:F0}%, after {answer.Glimpses.Count} glimpses, "
        + $"which saw {100 * answer.ShareSeen:F0}% of the image");
}
